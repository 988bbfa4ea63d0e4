using OpsPortal.Features.Incidents;
using OpsPortal.Features.Incidents.Metrics;
using OpsPortal.Features.Incidents.Silencing;

namespace OpsPortal.Tests.Features.Incidents;

public sealed class MatcherTextTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 3, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("service=h200", "service=\"h200\"")]
    [InlineData("service = \"h200\"\nalertname=~\"Gpu.*|A\\\"b\"", "service=\"h200\"\nalertname=~\"Gpu.*|A\\\"b\"")]
    [InlineData("service=h200\nteam!=ops\nx!~\"a.*\"", "service=\"h200\"\nteam!=\"ops\"\nx!~\"a.*\"")]
    public void Read_AndWritten_IsTheSame(string text, string written)
    {
        var (matchers, problem) = MatcherText.Read(text);

        problem.ShouldBeNull();
        MatcherText.Write(matchers).ShouldBe(written);
    }

    [Theory]
    [InlineData("", "at least one line")]
    [InlineData("h200", "“h200” is not a matcher")]
    [InlineData("a=~\"(\"", "“a=~\"(\"”: ")]
    [InlineData("team!=ops", "would silence every alert")]
    [InlineData("alertname=~\".*\"", "would silence every alert")]
    public void Read_WhatMakesNoSilence_SaysWhy(string text, string words) => MatcherText.Read(text).Problem!.ShouldContain(words);

    [Fact]
    public void Metrics_OnlyThoseWithBothEnds_AreMeant()
    {
        CountedIncident[] incidents =
        [
            new() { Number = 1, Service = "a", Priority = Priority.P1, Cause = "X", OpenedAt = Now, AcknowledgedAt = Now.AddMinutes(2), ResolvedAt = Now.AddMinutes(10), Alerts = 3 },
            new() { Number = 2, Service = "a", Priority = Priority.P2, Cause = "X", OpenedAt = Now, AcknowledgedAt = Now.AddMinutes(4), MitigatedAt = Now.AddMinutes(4), Alerts = 1 },
            new() { Number = 3, Priority = Priority.P2, OpenedAt = Now.AddDays(7), ResolvedAt = Now.AddDays(7).AddMinutes(20), IsUntouched = true, Alerts = 5 },
        ];

        var metrics = IncidentMetrics.Of(incidents, false);

        metrics.All.ShouldBe(new MetricRow("All", 3, 1, TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(15), 0.5, 9, 5));
        metrics.ByService.Select(row => (row.Name, row.Incidents)).ShouldBe([("a", 2), ("no service", 1)]);
        metrics.ByCause.Select(row => row.Name).ShouldBe(["X", "declared by hand"]);
        metrics.ByWeek.Select(row => row.Name).ShouldBe(["2026-11-23", "2026-11-16"]);
        MetricRow.Of("none", []).ShouldBe(new MetricRow("none", 0, 0, null, null, null, null, 0, 0));
    }
}
