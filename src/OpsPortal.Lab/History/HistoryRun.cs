using System.Globalization;
using OpsPortal.Lab.Exposition;
using OpsPortal.Lab.Ledger;
using OpsPortal.Lab.Scenarios;
using OpsPortal.Lab.Simulation;

namespace OpsPortal.Lab.History;

/// <summary>Figures of a history that was written.</summary>
public sealed record HistoryFigures(int Files, int Series, long Samples, long Bytes);

/// <summary>Simulates the past and writes it, a file a UTC day; the world then stands where history ends.</summary>
public sealed class HistoryRun(HistoryOptions options, ulong seed)
{
    private readonly Fleet _fleet = new(seed, options.From, options.Until - PastIncidents.QuietSeconds);

    /// <summary>The world at the end, once <see cref="Write"/> is done.</summary>
    public Fleet Fleet => _fleet;

    /// <summary>Its day ledger.</summary>
    public DayLedger Ledger { get; private set; } = null!;

    /// <exception cref="IOException">A file could not be written.</exception>
    public HistoryFigures Write()
    {
        Directory.CreateDirectory(options.Out);
        Ledger = new DayLedger(new CounterIndex(_fleet.Pages));
        var incidents = new PastIncidents(seed, _fleet.QuietFrom);
        var perDay = options.FineFrom < options.Until ? 86_400 / options.FineStep : 86_400 / options.CoarseStep;
        var file = new OpenMetricsFile(_fleet.Pages);
        var owners = Owners();
        bool IsUp(MetricPage page) => !owners.TryGetValue(page, out var service) || !service.Effects.Down;

        // One day is written while the next one is simulated.
        DayMatrix[] matrices = [new(_fleet.Pages, perDay), new(_fleet.Pages, perDay)];
        var (files, samples, bytes) = (0, 0L, 0L);
        Task<(long Samples, long Bytes)> writing = Task.FromResult((0L, 0L));
        void Finish()
        {
            var (s, b) = writing.GetAwaiter().GetResult();
            (samples, bytes) = (samples + s, bytes + b);
        }

        while (_fleet.Now < options.Until)
        {
            var matrix = matrices[files % 2];
            matrix.Clear();
            Simulate(matrix, incidents, IsUp);
            if (matrix.Count == 0)
                continue;
            Finish();
            var path = Path.Combine(options.Out, $"{DayName(matrix.Times[0])}.om");
            writing = Task.Run(() => (file.Write(path, matrix), new FileInfo(path).Length));
            files++;
        }

        Finish();
        return new HistoryFigures(files, matrices[0].SeriesCount + _fleet.Pages.Count, samples, bytes);
    }

    // What a step did is seen at its end; a step that ends at midnight is the next day's first sample.
    private void Simulate(DayMatrix matrix, PastIncidents incidents, Func<MetricPage, bool> isUp)
    {
        long day = -1;
        while (_fleet.Now < options.Until)
        {
            var step = _fleet.Now >= options.FineFrom ? options.FineStep : options.CoarseStep;
            if (day < 0)
                day = UtcHours.Day(_fleet.Now + step);
            else if (UtcHours.Day(_fleet.Now + step) != day)
                return;
            Ledger.Open(_fleet.Now);
            _fleet.Advance(step, incidents);
            matrix.Take(_fleet.Now, isUp);
        }
    }

    private Dictionary<MetricPage, Services.SimulatedService> Owners() =>
        _fleet.Services.SelectMany(s => s.Pages.Select(p => (Page: p, Service: s))).ToDictionary(x => x.Page, x => x.Service);

    private static string DayName(long at) =>
        DateTimeOffset.FromUnixTimeSeconds(at).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
