using OpsPortal.Catalog;
using OpsPortal.Features.Incidents;

namespace OpsPortal.Tests.Features.Incidents;

public sealed class SeverityTableTests : IDisposable
{
    private static readonly SeverityTable Shipped = SeverityTable.Load(Path.Combine(RepositoryRoot.Path, "catalog", "severities.yaml"));
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData("critical", Priority.P1)]
    [InlineData("CRITICAL", Priority.P1)]
    [InlineData("high", Priority.P2)]
    [InlineData("warning", Priority.P3)]
    [InlineData("medium", Priority.P3)]
    [InlineData("low", Priority.P4)]
    [InlineData("info", Priority.P4)]
    [InlineData("page", Priority.P3)]
    [InlineData("", Priority.P3)]
    public void Of_BothVocabularies_HaveOnePriority(string severity, Priority priority) => Shipped.Of(severity).ShouldBe(priority);

    [Fact]
    public void OpensIncident_Shipped_IsP1ToP3() => Shipped.OpensIncident.ShouldBe([Priority.P1, Priority.P2, Priority.P3], ignoreOrder: true);

    [Theory]
    [InlineData(Priority.P1, "2026-11-20T12:00:00Z", "2026-11-20T12:00:00Z")]
    [InlineData(Priority.P2, "2026-11-20T12:00:00Z", "2026-11-20T12:30:00Z")]
    [InlineData(Priority.P3, "2026-11-20T12:00:00Z", "2026-11-20T14:00:00Z")]
    // A Friday, a Sunday, a Monday.
    [InlineData(Priority.P4, "2026-11-20T12:00:00Z", "2026-11-23T17:00:00Z")]
    [InlineData(Priority.P4, "2026-11-22T23:59:00Z", "2026-11-23T17:00:00Z")]
    [InlineData(Priority.P4, "2026-11-23T00:00:00Z", "2026-11-24T17:00:00Z")]
    public void DueAt_ByPriority_IsTheTarget(Priority priority, string from, string due)
        => Shipped.DueAt(priority, DateTimeOffset.Parse(from)).ShouldBe(DateTimeOffset.Parse(due));

    [Fact]
    public void DueAt_ZoneWithSummerTime_EndsAtTheLocalHour()
    {
        File.WriteAllText(_file, File.ReadAllText(Path.Combine(RepositoryRoot.Path, "catalog", "severities.yaml")).Replace("zone: UTC", "zone: Europe/Berlin"));

        // The clocks go back on Sunday, 25 October 2026.
        SeverityTable.Load(_file).DueAt(Priority.P4, DateTimeOffset.Parse("2026-10-23T10:00:00Z")).ShouldBe(DateTimeOffset.Parse("2026-10-26T16:00:00Z"));
    }

    [Fact]
    public void Load_SeveralMistakes_NamesEachWithLineAndKey()
    {
        File.WriteAllText(_file, """
            label: severity
            severities: {critical: P0}
            unknown: P3
            opens_incident: [P1, urgent]
            acknowledge_within: {P1: soon, P2: 30m, P3: 2h, P4: next business day}
            business_day: {zone: Mars/Base, ends_at: 25}
            extra: 1
            """);

        var errors = Should.Throw<CatalogException>(() => SeverityTable.Load(_file)).Errors;

        errors.ShouldContain(line => line.StartsWith("catalog/severities.yaml:2: severities.critical: \"P0\" is none of"));
        errors.ShouldContain(line => line.Contains(":4: opens_incident: \"urgent\""));
        errors.ShouldContain(line => line.Contains("acknowledge_within.P1: \"soon\""));
        errors.ShouldContain(line => line.Contains("business_day.zone: \"Mars/Base\""));
        errors.ShouldContain(line => line.Contains("business_day.ends_at"));
        errors.ShouldContain(line => line.Contains("extra: is not known here"));
    }
}
