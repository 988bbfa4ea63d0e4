using OpsPortal.Lab.Simulation;
using OpsPortal.Lab.State;

namespace OpsPortal.Lab.Hosting;

/// <summary>Takes the world along with the clock, once a second, and saves it every few seconds and at the end.</summary>
internal sealed partial class Ticker(World world, StateFile state, TimeProvider time, ILogger<Ticker> log) : BackgroundService
{
    private const int SaveEvery = 5;

    /// <summary>Called after each step of a second while the world stands still; it must be quick.</summary>
    public event Action<Fleet>? Stepped;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var saved = 0L;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                Guarded(() =>
                {
                    world.AdvanceTo(Now, fleet => Stepped?.Invoke(fleet));
                    if (Now - saved < SaveEvery)
                        return;
                    world.Save(state.Save);
                    saved = Now;
                });
                await Task.Delay(TimeSpan.FromMilliseconds(1000 - (time.GetUtcNow().ToUnixTimeMilliseconds() % 1000)), time, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
        }

        Guarded(() => world.Save(state.Save));
    }

    private long Now => time.GetUtcNow().ToUnixTimeSeconds();

    private void Guarded(Action tick)
    {
        try
        {
            tick();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotSaved(e.Message);
        }
    }

    [LoggerMessage(9001, LogLevel.Error, "The world could not be saved, a restart would have a seam: {Reason}")]
    private partial void LogNotSaved(string reason);
}
