using OpsPortal.Features.Business.Pages;

namespace OpsPortal.Tests.Features.Business;

public sealed class BusinessViewTests
{
    private static readonly DateOnly Today = new(2026, 11, 21);

    [Fact]
    public void FromUri_WithoutAnything_IsFourWeeksUntilYesterdayAgainstThoseBefore()
    {
        var view = BusinessView.FromUri("http://x/business", Today, out var error);

        error.ShouldBeNull();
        view.Span.ShouldBe(new DaySpan(new(2026, 10, 24), new(2026, 11, 20)));
        view.With.ShouldBe(new DaySpan(new(2026, 9, 26), new(2026, 10, 23)));
    }

    [Fact]
    public void ToUri_OfWhatWasRead_IsTheSameAgain()
    {
        const string uri = "/business?from=2026-11-01&to=2026-11-07&vs-from=2026-01-01&vs-to=2026-01-31&service=h200&day=2026-11-03";

        BusinessView.FromUri(uri, Today, out var error).ToUri().ShouldBe(uri);
        error.ShouldBeNull();
    }

    [Theory]
    [InlineData("?from=2026-11-07&to=2026-11-01", "ends before")]
    [InlineData("?from=x&to=2026-11-01", "must be two days")]
    [InlineData("?from=2020-01-01&to=2026-11-01", "at most")]
    [InlineData("?from=2026-11-01", "must be two days")]
    public void FromUri_Wrong_SaysWhyAndShowsTheUsual(string query, string words)
    {
        var view = BusinessView.FromUri("http://x/business" + query, Today, out var error);

        error!.ShouldContain(words);
        view.Span.Days.ShouldBe(BusinessView.UsualDays);
    }
}
