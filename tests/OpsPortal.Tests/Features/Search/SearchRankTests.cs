using OpsPortal.Domain;
using OpsPortal.Features.Search;

namespace OpsPortal.Tests.Features.Search;

public sealed class SearchRankTests
{
    [Theory]
    [InlineData("gpu", "GPUs", "GPU errors by host and kind of error")]
    [InlineData("logs h200", "Logs of h200", "Incident about h200 logs")]
    [InlineData("cost", "Costs", "How the cost falls")]
    public void Score_BeginningOfAShortTitle_BeatsTheRest(string query, string first, string second)
        => Score(query, Page(first)).ShouldBeGreaterThan(Score(query, new SearchEntry("Panel", second, "", "/x", "")));

    [Theory]
    [InlineData("latency nothing")]
    [InlineData("zzz")]
    public void Score_AWordThatIsNowhere_IsNoMatch(string query) => Score(query, Page("Latency")).ShouldBe(0);

    [Fact]
    public void Score_WordsAnywhere_MatchInAnyOrderAndCase()
        => Score("OVERVIEW h200", new SearchEntry("Dashboard", "h200 overview", "", "/d/x", "", "mug")).ShouldBeGreaterThan(0);

    [Fact]
    public void Score_NoWords_MatchesEverything() => Score("", Page("Latency")).ShouldBeGreaterThan(0);

    private static int Score(string query, SearchEntry entry) => SearchRank.Score(entry, SearchRank.Words(query));

    private static SearchEntry Page(string title) => new("Page", title, "", "/x", "");
}
