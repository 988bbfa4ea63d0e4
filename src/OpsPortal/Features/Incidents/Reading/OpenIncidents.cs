using System.Diagnostics.Metrics;
using System.Threading.Channels;
using OpsPortal.Domain;

namespace OpsPortal.Features.Incidents.Reading;

/// <summary>The counts of unresolved incidents, read when something changed and every few seconds.</summary>
public sealed class OpenIncidents : BackgroundService, IOpenIncidents
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);
    private readonly IncidentQueries _queries;
    private readonly IncidentReader _reader;
    private readonly TimeProvider _time;
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private Outcome<IReadOnlyList<(string Service, Priority Priority, int Count)>>? _latest;

    public OpenIncidents(IncidentQueries queries, IncidentReader reader, TimeProvider time)
    {
        (_queries, _reader, _time) = (queries, reader, time);
        PortalMetrics.Meter.CreateObservableGauge("opsportal_incidents_open", Measure, null, "Incidents that are not resolved, by priority; absent while the database can't be read.");
    }

    public event Action? Changed;

    public async ValueTask<Outcome<IReadOnlyDictionary<string, int>>> ByServiceAsync(CancellationToken cancellationToken)
        => (_latest ?? await ReadAsync(cancellationToken)).Map<IReadOnlyDictionary<string, int>>(
            rows => rows.GroupBy(row => row.Service).ToDictionary(group => group.Key, group => group.Sum(row => row.Count), StringComparer.Ordinal));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _reader.Changed += Wake;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await ReadAsync(stoppingToken);
                using var pause = new CancellationTokenSource(Every, _time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, pause.Token);
                Task woken = _wake.Reader.ReadAsync(either.Token).AsTask();
                await woken.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        finally
        {
            _reader.Changed -= Wake;
        }
    }

    private async Task<Outcome<IReadOnlyList<(string Service, Priority Priority, int Count)>>> ReadAsync(CancellationToken cancellationToken)
    {
        var read = await _queries.OpenAsync(cancellationToken);
        var before = Interlocked.Exchange(ref _latest, read);
        if (before?.Kind != read.Kind || read.IsOk && !before!.Value!.SequenceEqual(read.Value!))
            Changed?.Invoke();
        return read;
    }

    private void Wake() => _wake.Writer.TryWrite(true);

    private IEnumerable<Measurement<int>> Measure() => _latest is not { IsOk: true } latest ? [] :
        Enum.GetValues<Priority>().Select(priority => new Measurement<int>(
            latest.Value!.Where(row => row.Priority == priority).Sum(row => row.Count), new KeyValuePair<string, object?>("priority", priority.ToString())));
}
