using OpsPortal.Domain;
using OpsPortal.Features.Health.Backends;

namespace OpsPortal.Tests.Features.Health;

public sealed class BackendStatusTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly BackendStatus New = BackendStatus.Unasked("Prometheus", "charts", isDatabase: false);

    [Fact]
    public void Next_SameStateAgain_KeepsSince()
    {
        var status = New.Next(Outcome<string>.Ok("2.42", Noon), TimeSpan.FromMilliseconds(3)).Next(Outcome<string>.Ok("2.42", Noon.AddMinutes(1)), TimeSpan.FromMilliseconds(4));

        (status.State, status.Since, status.CheckedAt, status.LatencyMilliseconds).ShouldBe((HealthState.Healthy, Noon, Noon.AddMinutes(1), 4));
    }

    [Fact]
    public void Next_HealedAgain_KeepsTheLastError()
    {
        var status = New.Next(Outcome<string>.Unavailable("refused", Noon), default).Next(Outcome<string>.Ok("2.42", Noon.AddMinutes(1)), default);

        (status.State, status.Since, status.LastError, status.LastErrorAt).ShouldBe((HealthState.Healthy, Noon.AddMinutes(1), "refused", Noon));
    }

    [Fact]
    public void Next_Warnings_AreDegraded()
        => New.Next(Outcome<string>.Ok("2.42", Noon, ["half of it is away"]), default).State.ShouldBe(HealthState.Degraded);

    [Fact]
    public void Overall_OnlyTheDatabase_MakesItUnhealthy()
    {
        var away = Outcome<string>.Unavailable("refused", Noon);
        var other = New.Next(away, default);
        var database = BackendStatus.Unasked("PostgreSQL", "all", isDatabase: true).Next(away, default);

        BackendStatus.Overall([New.Next(Outcome<string>.NotConfigured("no", Noon), default)]).ShouldBe(HealthState.Healthy);
        BackendStatus.Overall([other]).ShouldBe(HealthState.Degraded);
        BackendStatus.Overall([other, database]).ShouldBe(HealthState.Unhealthy);
    }
}
