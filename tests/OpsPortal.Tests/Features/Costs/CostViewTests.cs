using OpsPortal.Features.Costs.Pages;

namespace OpsPortal.Tests.Features.Costs;

public sealed class CostViewTests
{
    private static readonly DateOnly Today = new(2026, 11, 21);

    [Theory]
    [InlineData("/costs", "2026-11-01", "2026-11-30", "November 2026")]
    [InlineData("/costs?month=2024-02", "2024-02-01", "2024-02-29", "February 2024")]
    [InlineData("/costs?from=2026-11-03&to=2026-11-03", "2026-11-03", "2026-11-03", "2026-11-03")]
    [InlineData("/costs?month=2026-11&service=h200&model=&by=resource&across=usage&vs=2026-10-01..2026-10-31", "2026-11-01", "2026-11-30", "November 2026")]
    [InlineData("/costs?from=2026-10-01&to=2026-10-31", "2026-10-01", "2026-10-31", "October 2026")]
    public void FromUri_Readable_IsThatSpan(string uri, string from, string to, string words)
    {
        var view = CostView.FromUri(uri, Today, out var error);

        error.ShouldBeNull();
        (view.From, view.To, view.Words).ShouldBe((DateOnly.Parse(from), DateOnly.Parse(to), words));
        CostView.FromUri(view.ToUri(), Today, out _).ShouldBe(view);
    }

    [Theory]
    [InlineData("/costs?month=november", "month=november is not a month")]
    [InlineData("/costs?from=2026-11-03&to=soon", "must be days")]
    [InlineData("/costs?from=2026-11-03&to=2026-11-02", "ends before it starts")]
    [InlineData("/costs?vs=lately", "vs=lately must be two days")]
    [InlineData("/costs?from=2020-01-01&to=2026-11-02", "at most 400 days")]
    public void FromUri_Unreadable_IsTheRunningMonthAndSaysWhy(string uri, string words)
    {
        var view = CostView.FromUri(uri, Today, out var error);

        error!.ShouldContain(words);
        view.From.ShouldBe(new DateOnly(2026, 11, 1));
    }

    [Fact]
    public void Shifted_Months_KeepTheirLength()
    {
        var march = CostView.FromUri("/costs?month=2026-03&service=h200&by=category", Today, out _);

        march.Shifted(-1).ToUri().ShouldBe("/costs?month=2026-02&service=h200&by=category");
        CostView.FromUri("/costs?from=2026-11-03&to=2026-11-09", Today, out _).Shifted(1).ToUri().ShouldBe("/costs?from=2026-11-10&to=2026-11-16");
    }

    [Theory]
    [InlineData("/costs?month=2026-11", "h200", "/costs?month=2026-11&service=h200&by=resource")]
    [InlineData("/costs?month=2026-11&service=h200&by=resource", "GPU H200", "/costs?month=2026-11&service=h200&resource=GPU%20H200&by=day")]
    [InlineData("/costs?month=2026-11&service=h200&resource=x&by=day", "2026-11-03", "/costs?from=2026-11-03&to=2026-11-03&service=h200&resource=x")]
    [InlineData("/costs?month=2026-11&by=model", "", "/costs?month=2026-11&model=&by=day")]
    [InlineData("/costs?month=2026-11&service=h200&by=team", "platform", "/costs?month=2026-11&service=h200&team=platform&by=day")]
    public void Into_AValue_IsWhatItIsMadeOf(string uri, string value, string deeper) => CostView.FromUri(uri, Today, out _).Into(value).ToUri().ShouldBe(deeper);

    [Fact]
    public void YearBefore_OfALeapDay_IsTheTwentyEighth()
    {
        new DaySpan(new DateOnly(2024, 2, 29), new DateOnly(2024, 2, 29)).YearBefore().ToString().ShouldBe("2023-02-28..2023-02-28");
        DaySpan.Month(new DateOnly(2025, 2, 1)).YearBefore().ToString().ShouldBe("2024-02-01..2024-02-29");
    }

    [Theory]
    [InlineData(110, 100, "+$10.00 (+10 %)")]
    [InlineData(50, 100, "−$50.00 (−50 %)")]
    [InlineData(5, null, "+$5.00 (new)")]
    [InlineData(null, 100, "−$100.00 (−100 %)")]
    [InlineData(null, null, "–")]
    public void Money_Change_SaysHowMuch(int? now, int? before, string words) => Money.Change(now, before, "USD").ShouldBe(words);

    [Theory]
    [InlineData("1234.567", "$1,234.57")]
    [InlineData("0.0912", "$0.0912")]
    [InlineData("0.00001234", "$0.000012")]
    [InlineData("0", "$0.00")]
    [InlineData("-2.5", "−$2.50")]
    public void Money_Text_IsAsFineAsNeeded(string amount, string text) => Money.Text(decimal.Parse(amount), "USD").ShouldBe(text);

    [Fact]
    public void Money_Exact_HasAllDigitsAndNoTrailingZeros() => Money.Exact(1.500m).ShouldBe("1.5");
}
