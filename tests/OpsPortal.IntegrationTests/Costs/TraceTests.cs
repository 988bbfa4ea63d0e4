using System.Globalization;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Costs;

/// <summary>
/// A week of production requests, backfilled into a real Prometheus in three forms and counted by the portal's own job, against
/// what was scraped (no difference at all) and against the true count (no more than the stated bound).
/// </summary>
public sealed class TraceTests(PostgresServer postgres, ITestOutputHelper output)
{
    private const string PriceBook = "currency: USD\nprices: []\n";

    private static readonly double[] Restarts = [122_413, 345_590];

    private static readonly (double From, double To) Outage = (424_800, 433_800);

    private static readonly (string Job, double[] Restarts, string[] Options)[] Forms =
    [
        ("clean", [], []),
        ("unaligned", [], ["--phase", "37.5"]),
        ("hard", Restarts, ["--phase", "23.7", "--no-zero", "--reset", Numbers(Restarts), "--gap", $"{Outage.From}-{Outage.To}"]),
    ];

    private static readonly (string Metric, string Series, Func<(decimal At, string Model, long Input, long Output), long> Of)[] Counters =
    [
        ("model_requests", "ai_requests_total", _ => 1), ("tokens_input", "operation=\"input\"", one => one.Input), ("tokens_output", "operation=\"output\"", one => one.Output),
    ];

    [Fact]
    public async Task DailyJob_AWeekOfRealRequestsInThreeForms_EqualsWhatWasScrapedAndKeepsItsBound()
    {
        var scraped = new Dictionary<string, IReadOnlyDictionary<string, List<(double Time, double Value)>>>(StringComparer.Ordinal);
        await using var prometheus = await PrometheusServer.StartFilledAsync(async data =>
        {
            foreach (var (form, series) in await Task.WhenAll(Forms.Select(async form => (form.Job, await Trace.BackfillAsync(data, form.Job, form.Options)))))
                scraped[form] = series;
        });
        await using var portal = await CostPortal.StartAsync(postgres, prometheus.Url, new DateTimeOffset(2026, 11, 9, 12, 0, 0, TimeSpan.Zero), PriceBook, [.. Forms.Select(form => (form.Job, Service(form.Job)))]);

        (await portal.RunAsync("daily-business")).Problems.ShouldBeEmpty();

        output.WriteLine("| form | counter | true | counted | difference | share | largest of a model and day | bound kept | differences from what was scraped |");
        output.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (var (job, restarts, _) in Forms)
        {
            var counted = (await portal.QueryAsync<(string Metric, string Model, DateOnly Day, decimal Value)>("SELECT metric, model, day, value FROM business_daily WHERE service = @job", new { job }))
                .ToDictionary(row => (row.Metric, row.Model, row.Day), row => row.Value);
            foreach (var (metric, series, of) in Counters)
                Check(job, restarts, metric, series, of, counted, scraped[job]);
        }
        // What a target had counted before it was first seen is left out, and the day says so.
        (await portal.QueryAsync<string>("SELECT DISTINCT service || ' ' || day FROM business_daily WHERE service <> 'hard' AND day < '2026-11-08' AND quality <> 'exact' ORDER BY 1")).ShouldBe(["unaligned 2026-11-01"]);
        (await portal.QueryAsync<string>("SELECT DISTINCT quality FROM business_daily WHERE service = 'hard' AND metric = 'model_requests' AND day IN ('2026-11-05', '2026-11-06')")).ShouldBe(["partial"]);
    }

    private void Check(
        string job, double[] restarts, string metric, string series, Func<(decimal At, string Model, long Input, long Output), long> of,
        Dictionary<(string Metric, string Model, DateOnly Day), decimal> counted, IReadOnlyDictionary<string, List<(double Time, double Value)>> scraped)
    {
        var (truth, sum, largest, differences) = (0m, 0m, 0m, 0);
        var firstScrape = scraped.Values.Min(samples => samples[0].Time);
        foreach (var reference in Trace.Reference)
        {
            var expected = reference.Model switch { _ when metric == "model_requests" => reference.Requests, _ when metric == "tokens_input" => reference.Input, _ => reference.Output };
            var value = counted.GetValueOrDefault((metric, reference.Model, reference.Day));
            var dayStart = new DateTimeOffset(reference.Day, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeSeconds();
            var mine = scraped.Where(one => one.Key.Contains(series, StringComparison.Ordinal) && one.Key.Contains($"model=\"{reference.Model}\"", StringComparison.Ordinal)).Select(one => one.Value).ToArray();
            var asScraped = mine.Sum(samples => SimulatedTarget.Scraped(samples, dayStart, birthCounts: samples[0].Time > firstScrape));
            if (value != asScraped)
                differences++;
            var bound = Bound(reference.Model, dayStart, restarts, of, mine, firstScrape);
            Math.Abs(value - expected).ShouldBeLessThanOrEqualTo(bound, $"{job}, {metric} of {reference.Model}, {reference.Day}");
            (truth, sum, largest) = (truth + expected, sum + value, Math.Max(largest, Math.Abs(value - expected)));
            output.WriteLine($"<!-- {job} {metric} {reference.Day:yyyy-MM-dd} {reference.Model}: true {expected}, counted {value}, bound {bound} -->");
        }
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {job} | {metric} | {truth:N0} | {sum:N0} | {sum - truth:N0} | {(sum - truth) / truth:P4} | {largest:N0} | yes | {differences} |"));
        differences.ShouldBe(0, $"{job}, {metric}");
    }

    /// <summary>
    /// What may be on another day, or lost: what was counted between the last scrape before a midnight and that midnight (an outage
    /// makes that long), between the last scrape of a process and its end, and before a target was seen at all.
    /// </summary>
    private static decimal Bound(
        string model, long dayStart, double[] restarts, Func<(decimal At, string Model, long Input, long Output), long> of, IReadOnlyList<List<(double Time, double Value)>> series, double firstScrape)
    {
        var times = series.SelectMany(samples => samples).Select(sample => sample.Time).Distinct().Order().ToArray();
        double LastScrape(double until) => times.Where(time => time <= until).DefaultIfEmpty(double.NegativeInfinity).Last();
        var windows = new List<(double From, double To)> { (LastScrape(dayStart), dayStart), (LastScrape(dayStart + 86_400), dayStart + 86_400) };
        windows.AddRange(restarts.Select(restart => Trace.Start + restart).Where(restart => restart > dayStart && restart <= dayStart + 86_400).Select(restart => (LastScrape(restart), restart)));
        if (firstScrape > dayStart && firstScrape <= dayStart + 86_400)
            windows.Add((double.NegativeInfinity, firstScrape));
        return Trace.Requests.Where(request => request.Model == model && windows.Any(window => (double)request.At + Trace.Start >= window.From && (double)request.At + Trace.Start < window.To)).Sum(request => (decimal)of(request));
    }

    private static string Service(string job) => $$"""
        id: {{job}}
        name: {{job}}
        team: t
        prometheus: {jobs: [{{job}}]}
        counters:
          - {name: requests, selector: 'ai_requests_total{job="{{job}}"}'}
          - {name: model_requests, selector: 'ai_requests_total{job="{{job}}"}', model: model}
          - {name: tokens_input, selector: 'ai_tokens_processed_total{job="{{job}}",operation="input"}', model: model}
          - {name: tokens_output, selector: 'ai_tokens_processed_total{job="{{job}}",operation="output"}', model: model}
        """;

    private static string Numbers(double[] numbers) => string.Join(',', numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)));
}
