using Bunit;
using OpsPortal.Features.Costs;
using OpsPortal.Tests.Ui;

namespace OpsPortal.Tests.Features.Costs;

public sealed class LastLookTests : UiTestBase
{
    private static readonly JobState Run = new("succeeded", Now, Now.AddMinutes(1), 4, 4, "0 ways found in 4 services", "");

    [Fact]
    public void Render_AJobThatNeverRan_SaysWhenItWill() => Words(null).ShouldContain("has not run yet: it runs each night");

    [Fact]
    public void Render_AJobThatRan_SaysWhenAndWhatItFound() => Words(Run).ShouldContain(": 0 ways found in 4 services.");

    [Fact]
    public void Render_AJobThatRuns_SaysSinceWhen() => Words(Run with { State = "running", EndedAt = null, Words = "h200" }).ShouldContain("is running since");

    [Fact]
    public void Render_AJobThatFailed_SaysWhy() => Words(Run with { State = "failed", Error = "Prometheus is away." }).ShouldEndWith(": Prometheus is away. It runs again each night. Jobs");

    private string Words(JobState? job) => string.Join(' ', Render<LastLook>(parameters => parameters.Add(one => one.Job, job).Add(one => one.When, "each night")).Find("p").TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
