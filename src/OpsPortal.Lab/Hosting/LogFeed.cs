using OpsPortal.Lab.Logs;
using OpsPortal.Lab.Scenarios;
using OpsPortal.Lab.Simulation;

namespace OpsPortal.Lab.Hosting;

/// <summary>Fills the log store: at the start the last hours, simulated once more beside the world; then each second as it comes.</summary>
internal sealed class LogFeed(World world, LogStore store, Ticker ticker, TimeProvider time) : IHostedService
{
    private const int BackfillHours = 6;
    private const int BackfillStep = 10;

    private readonly LogProducer _producer = new();

    public Task StartAsync(CancellationToken cancellationToken)
    {
        ticker.Stepped += fleet => store.Push(_producer.Produce(fleet, 1));
        return Task.Run(Backfill, CancellationToken.None);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // A fleet of its own: the world's counters must not notice. Its first minutes only warm it up.
    private void Backfill()
    {
        var (seed, quietFrom) = world.Read(f => (f.Seed, f.QuietFrom));
        var until = Math.Min(world.Now, time.GetUtcNow().ToUnixTimeSeconds()) / BackfillStep * BackfillStep;
        var shadow = new Fleet(seed, until - (BackfillHours * 3600));
        var effects = new PastIncidents(seed, quietFrom);
        var producer = new LogProducer();
        var lines = new List<LogLine>();
        while (shadow.Now < until)
        {
            shadow.Advance(BackfillStep, effects);
            lines.AddRange(producer.Produce(shadow, BackfillStep));
        }

        store.Push(lines);
    }
}
