using System.Globalization;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.Bench.Intake;

/// <summary>Does to Alertmanager what Prometheus does: tells that alerts fire, each once, and some seconds later that they ended.</summary>
internal sealed class FiringAlerts(AlertmanagerServer alertmanager, int aSecond)
{
    private static readonly TimeSpan Lasts = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(200);
    private readonly List<(int Number, DateTimeOffset Start, DateTimeOffset? End)> _alerts = [];

    /// <summary>Every alert that was told: its number in the label <c>n</c>, start and end.</summary>
    public IReadOnlyList<(int Number, DateTimeOffset Start, DateTimeOffset? End)> All => _alerts;

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            // Alertmanager keeps milliseconds.
            var now = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
            var first = _alerts.Count;
            for (var i = 0; i < aSecond * Between.TotalSeconds; i++)
                _alerts.Add((_alerts.Count, now, null));
            var ended = Enumerable.Range(0, first).Where(i => _alerts[i].End is null && now - _alerts[i].Start > Lasts).ToArray();
            foreach (var i in ended)
                _alerts[i] = _alerts[i] with { End = now };
            await TellAsync(_alerts.Skip(first).Concat(ended.Select(i => _alerts[i])));
            await Task.Delay(Between, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>All that still fire end now.</summary>
    public async Task EndAsync()
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        var open = Enumerable.Range(0, _alerts.Count).Where(i => _alerts[i].End is null).ToArray();
        foreach (var i in open)
            _alerts[i] = _alerts[i] with { End = now };
        await TellAsync(open.Select(i => _alerts[i]));
    }

    private async Task TellAsync(IEnumerable<(int Number, DateTimeOffset Start, DateTimeOffset? End)> alerts)
    {
        foreach (var chunk in alerts.Chunk(500))
            await alertmanager.PostAsync([.. chunk.Select(one => (Labels(one.Number), one.Start, one.End ?? one.Start.AddHours(1)))]);
    }

    private static Dictionary<string, string> Labels(int number) => new()
    {
        ["alertname"] = "Kill" + number % 10, ["service"] = number % 2 == 0 ? "h200" : "hdc", ["severity"] = number % 3 == 0 ? "critical" : "warning",
        ["n"] = number.ToString(CultureInfo.InvariantCulture),
    };
}
