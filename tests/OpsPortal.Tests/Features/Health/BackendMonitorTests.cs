using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using OpsPortal.Domain;
using OpsPortal.Features.Health.Backends;

namespace OpsPortal.Tests.Features.Health;

public sealed class BackendMonitorTests
{
    [Fact]
    public async Task Check_OneProbeHangsAndOneThrows_TheOthersAreKnown()
    {
        using var monitor = new BackendMonitor(
            [new Probe("good", _ => Task.FromResult(Outcome<string>.Ok("1.0", DateTimeOffset.UnixEpoch))),
             new Probe("hangs", _ => new TaskCompletionSource<Outcome<string>>().Task),
             new Probe("throws", _ => throw new InvalidOperationException("broken"))],
            TimeProvider.System, NullLogger<BackendMonitor>.Instance);
        var start = Stopwatch.GetTimestamp();

        await monitor.CheckAsync(default);

        Stopwatch.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(8));
        monitor.All.Select(one => (one.Name, one.State)).ShouldBe([("good", HealthState.Healthy), ("hangs", HealthState.Unhealthy), ("throws", HealthState.Unhealthy)]);
        monitor.All[1].Words.ShouldBe("No answer within 5 seconds.");
        monitor.All[2].Words.ShouldBe("broken");
    }

    private sealed class Probe(string name, Func<CancellationToken, Task<Outcome<string>>> ask) : IBackendProbe
    {
        public string Name => name;

        public string Feeds => "tests";

        public Task<Outcome<string>> ProbeAsync(CancellationToken cancellationToken) => ask(cancellationToken);
    }
}
