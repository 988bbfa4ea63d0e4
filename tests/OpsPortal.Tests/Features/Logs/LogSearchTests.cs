using OpsPortal.Features.Logs;

namespace OpsPortal.Tests.Features.Logs;

public sealed class LogSearchTests
{
    [Fact]
    public void FromUri_NothingGiven_IsTheDefault()
    {
        var search = LogSearch.FromUri("http://portal/logs");

        search.ShouldBe(LogSearch.Default with { Levels = search.Levels });
        search.Levels.ShouldBeEmpty();
    }

    [Fact]
    public void FromUri_AllGiven_IsRead()
    {
        var search = LogSearch.FromUri("http://portal/logs?service=hdc&level=error,nonsense,fatal&contains=a%26b&limit=1000&order=oldest");

        (search.Service, search.Contains, search.Limit, search.OldestFirst, search.Query).ShouldBe(("hdc", "a&b", 1000, true, null));
        search.Levels.ShouldBe(["fatal", "error"]);
    }

    [Theory]
    [InlineData("limit=0", 1)]
    [InlineData("limit=999999", 5000)]
    [InlineData("limit=-5", 500)]
    [InlineData("limit=many", 500)]
    public void FromUri_Limit_IsKeptInBounds(string query, int limit) => LogSearch.FromUri("http://portal/logs?" + query).Limit.ShouldBe(limit);

    [Theory]
    [InlineData("tail=1", true, null)]
    [InlineData("tail=yes&correlate=%20req-7%20", false, "req-7")]
    [InlineData("correlate=%20", false, null)]
    public void FromUri_LiveAndCorrelate_AreRead(string query, bool live, string? correlate)
    {
        var search = LogSearch.FromUri("http://portal/logs?" + query);

        (search.IsLive, search.Correlate).ShouldBe((live, correlate));
    }
}
