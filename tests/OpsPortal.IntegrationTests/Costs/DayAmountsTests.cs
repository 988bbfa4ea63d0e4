using Microsoft.Extensions.Options;
using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain.Counters;
using OpsPortal.IntegrationTests.Infrastructure;
using OpsPortal.Tests;

namespace OpsPortal.IntegrationTests.Costs;

/// <summary>Exact amounts, against a real Prometheus that was filled with counters that misbehave.</summary>
public sealed class DayAmountsTests : IAsyncLifetime
{
    private static readonly long First = new DateTimeOffset(2026, 11, 2, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
    private static readonly long Midnight = First + 86_400;
    private readonly SimulatedTarget _clean = new("clean", First - 7_200, First + 3 * 86_400 + 3_600, 60, 0);
    private readonly SimulatedTarget _odd = new("odd", First - 7_200, First + 3 * 86_400 + 3_600, 60, 17);
    private readonly Dictionary<string, IReadOnlyList<(double Time, double Value)>> _scraped = [];
    private PrometheusServer _prometheus = null!;
    private DayAmounts _amounts = null!;

    public async ValueTask InitializeAsync()
    {
        _scraped["clean_total"] = _clean.Counter("clean_total", "", time => time % 7);
        _scraped["restart_total"] = _odd.Counter("restart_total", "", time => 1_000 + time % 13, restarts: [First + 40_000, Midnight - 5, Midnight + 5]);
        _scraped["outage_total"] = _odd.Counter("outage_total", "", time => time % 5, outages: [(Midnight - 4 * 3_600, Midnight + 3 * 3_600)]);
        _scraped["born_total"] = _odd.Counter("born_total", "", _ => 3, born: First + 50_000);
        for (var n = 0; n < 6; n++)
        {
            var step = n + 1;
            _scraped[$"many_total{n}"] = _clean.Counter("many_total", $"n=\"{n}\"", time => time % 11 * step, restarts: n == 3 ? [Midnight + 20_000] : null);
        }
        _odd.Gauge("up", "", _ => 1);
        _clean.Gauge("held_bytes", "", time => time < First + 43_200 ? 100 : 200);
        _prometheus = await PrometheusServer.StartAsync([.. _clean.Series, .. _odd.Series]);
        var options = Options.Create(new PrometheusOptions { Url = _prometheus.Url });
        _amounts = new DayAmounts(new PrometheusClient(new HttpClient(), options, TimeProvider.System));
    }

    public async ValueTask DisposeAsync() => await _prometheus.DisposeAsync();

    [Theory]
    [InlineData("clean_total")]
    [InlineData("restart_total")]
    [InlineData("outage_total")]
    [InlineData("born_total")]
    public async Task Increase_OfEachDay_EqualsWhatWasScraped(string name)
    {
        for (var day = 0; day < 3; day++)
        {
            var amount = await IncreaseAsync(name, day);

            amount.Amount.ShouldBe(SimulatedTarget.Scraped(_scraped[name], First + day * 86_400, birthCounts: true), $"{name}, day {day}");
        }
    }

    /// <summary>Many series at once, one of them restarting on the second day: the short way on clean days, the long one else, one answer.</summary>
    [Fact]
    public async Task Increase_OfManySeries_EqualsWhatWasScrapedOnCleanAndOddDays()
    {
        for (var day = 0; day < 3; day++)
        {
            var amounts = (await _amounts.IncreaseAsync("many_total{job=\"clean\"}", UtcSpan.Day(new DateOnly(2026, 11, 2).AddDays(day)), default)).Value!;

            amounts.Count.ShouldBe(6);
            foreach (var amount in amounts)
            {
                amount.Amount.ShouldBe(SimulatedTarget.Scraped(_scraped["many_total" + amount.Labels["n"]], First + day * 86_400), $"series {amount.Labels["n"]}, day {day}");
                amount.Quality.ShouldBe(Quality.Exact);
            }
        }
    }

    [Fact]
    public async Task Increase_OverAnOutageAcrossMidnight_LosesNothingAndTellsTheMinutes()
    {
        var before = await IncreaseAsync("outage_total", 0);
        var after = await IncreaseAsync("outage_total", 1);

        // `up` went on, so the target was scraped and showed no such series: that is no gap of the target.
        (before.Amount + after.Amount).ShouldBe(
            SimulatedTarget.Scraped(_scraped["outage_total"], First, true) + SimulatedTarget.Scraped(_scraped["outage_total"], Midnight, true));
        before.Quality.ShouldBe(Quality.Exact);
    }

    [Fact]
    public async Task Increase_CleanDay_IsExact() => (await IncreaseAsync("clean_total", 1)).Quality.ShouldBe(Quality.Exact);

    [Fact]
    public async Task Increase_UnknownSeries_IsEmpty()
        => (await _amounts.IncreaseAsync("never_seen_total", UtcSpan.Day(new DateOnly(2026, 11, 2)), default)).Value!.ShouldBeEmpty();

    [Fact]
    public async Task Average_ThatDoublesAtNoon_IsTheMiddle()
    {
        var held = await _amounts.AverageAsync("held_bytes", UtcSpan.Day(new DateOnly(2026, 11, 2)), default);

        held.Value!.Single().Amount.ShouldBe(150);
        held.Value!.Single().Quality.ShouldBe(Quality.Exact);
    }

    /// <summary>Over clean days, restarts, an outage, a birth and a series that isn't there yet, to ends that fall between.</summary>
    [Theory]
    [InlineData("clean_total")]
    [InlineData("restart_total")]
    [InlineData("outage_total")]
    [InlineData("born_total")]
    [InlineData("many_total")]
    [InlineData("never_seen_total")]
    public async Task Increases_ToSeveralEnds_AreEachWhatItIsAlone(string name)
    {
        var start = DateTimeOffset.FromUnixTimeSeconds(First);
        UtcSpan[] spans = [.. new[] { 1.0, 7, 13.9, 14, 25, 26.5, 48, 70 }.Select(hours => new UtcSpan(start, start.AddHours(hours)))];

        var together = (await _amounts.IncreasesAsync(name, spans, default)).Value!;

        for (var i = 0; i < spans.Length; i++)
            Written(together[i]).ShouldBe(Written((await _amounts.IncreaseAsync(name, spans[i], default)).Value!), $"{name} to {spans[i].End:u}");
    }

    [Fact]
    public async Task Averages_ToSeveralEnds_AreEachWhatItIsAlone()
    {
        var start = DateTimeOffset.FromUnixTimeSeconds(First);
        UtcSpan[] spans = [.. new[] { 5.0, 12, 12.5, 40 }.Select(hours => new UtcSpan(start, start.AddHours(hours)))];

        var together = (await _amounts.AveragesAsync("held_bytes", spans, default)).Value!;

        for (var i = 0; i < spans.Length; i++)
            Written(together[i]).ShouldBe(Written((await _amounts.AverageAsync("held_bytes", spans[i], default)).Value!));
        together[1].Single().Amount.ShouldNotBe(together[3].Single().Amount);
    }

    // The short way keeps the metric's name.
    private static string[] Written(IEnumerable<SpanAmount> amounts) => [.. amounts.Select(one => $"{string.Join(",", one.Labels.All.Where(label => label.Key != "__name__"))} {one.Amount} {one.Quality} {one.MissingMinutes} {one.Note}").Order(StringComparer.Ordinal)];

    [Fact]
    public async Task FirstDay_OfASeries_IsTheDayOfItsFirstSample()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(First + 3 * 86_400);

        (await _amounts.FirstDayAsync("clean_total", new DateOnly(2026, 10, 1), now, default)).Value.ShouldBe(new DateOnly(2026, 11, 1));
        (await _amounts.FirstDayAsync("born_total", new DateOnly(2026, 10, 1), now, default)).Value.ShouldBe(new DateOnly(2026, 11, 2));
        (await _amounts.FirstDayAsync("never_seen_total", new DateOnly(2026, 10, 1), now, default)).Value.ShouldBeNull();
    }

    private async Task<SpanAmount> IncreaseAsync(string name, int day)
    {
        var outcome = await _amounts.IncreaseAsync(name, UtcSpan.Day(new DateOnly(2026, 11, 2).AddDays(day)), default);
        outcome.Reason.ShouldBe("");
        return outcome.Value!.Single();
    }
}
