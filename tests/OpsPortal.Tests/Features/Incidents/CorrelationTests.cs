using OpsPortal.Features.Incidents.Intake;

namespace OpsPortal.Tests.Features.Incidents;

public sealed class CorrelationTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 3, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    [Fact]
    public void Choose_SameAlertOfTheServiceInAnOpenIncident_JoinsHoweverLate()
        => Choose("ErrorRate", At(300), Open("ErrorRate", 0)).ShouldNotBeNull().Because.ShouldContain("ErrorRate of h200 is already part of this incident");

    [Fact]
    public void Choose_OtherAlertOfTheServiceWithinTheWindow_JoinsAndSaysHowFar()
        => Choose("Latency", At(3), Open("ErrorRate", 0)).ShouldNotBeNull().Because.ShouldBe("Latency of h200 began 3 min after the other alerts of the same service");

    [Fact]
    public void Choose_OtherAlertOfTheServiceLater_TakesItsOwn()
        => Choose("Latency", At(11), Open("ErrorRate", 0)).ShouldBeNull();

    [Fact]
    public void Choose_AlertThatCameLateButBeganBefore_Joins()
        => Choose("Latency", At(-4), Open("ErrorRate", 0)).ShouldNotBeNull().Because.ShouldContain("4 min before");

    [Fact]
    public void Choose_FiresAgainSoonAfterAllClearedByThemselves_IsTheSameTrouble()
        => Choose("ErrorRate", At(8), Cleared("ErrorRate", 0, 5)).ShouldNotBeNull().Because.ShouldContain("3 min after this incident's own alerts");

    [Fact]
    public void Choose_FiresAgainLongAfter_TakesItsOwn()
        => Choose("ErrorRate", At(16), Cleared("ErrorRate", 0, 5)).ShouldBeNull();

    [Fact]
    public void Choose_FiresAfterAPersonResolved_TakesItsOwn()
        => Choose("ErrorRate", At(6), ResolvedByPerson("ErrorRate", 0, 5)).ShouldBeNull();

    [Fact]
    public void Choose_StillFiringWhenAPersonResolved_IsNotHiddenInIt()
        => Choose("Latency", At(4), ResolvedByPerson("ErrorRate", 0, 5)).ShouldBeNull();

    [Fact]
    public void Choose_EndedBeforeAPersonResolved_FillsInTheRecord()
        => Choose("Latency", new EpisodeSpan(Now.AddMinutes(1), Now.AddMinutes(2), []), ResolvedByPerson("ErrorRate", 0, 5)).ShouldNotBeNull();

    [Fact]
    public void Scope_WithoutService_KeepsNamesAndGroupsApart()
    {
        Correlation.Scope("A", null, "g1").ShouldNotBe(Correlation.Scope("B", null, "g1"));
        Correlation.Scope("A", null, "g1").ShouldNotBe(Correlation.Scope("A", null, "g2"));
        Correlation.Scope("A", "h200", "g1").ShouldBe(Correlation.Scope("B", "h200", "g2"));
    }

    private static (Candidate Incident, string Because)? Choose(string name, EpisodeSpan span, Candidate candidate) => Correlation.Choose(name, "h200", span, [candidate], Window);

    private static EpisodeSpan At(int minutes) => new(Now.AddMinutes(minutes), null, []);

    private static Candidate Open(string name, int start)
        => new(1, "service:h200", new HashSet<string>([name]), false, false, null, Now.AddMinutes(start), Now.AddMinutes(start), null);

    private static Candidate Cleared(string name, int start, int end)
        => Open(name, start) with { IsResolved = true, ResolvedBySystem = true, ResolvedAt = Now.AddMinutes(end + 1), LastEnd = Now.AddMinutes(end) };

    private static Candidate ResolvedByPerson(string name, int start, int resolved)
        => Open(name, start) with { IsResolved = true, ResolvedAt = Now.AddMinutes(resolved) };
}
