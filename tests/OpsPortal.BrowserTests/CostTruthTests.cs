using System.Globalization;
using System.Text.Json;
using Dapper;
using Npgsql;
using OpsPortal.BrowserTests.Infrastructure;

namespace OpsPortal.BrowserTests;

/// <summary>
/// Yesterday's cost, three ways: as the portal's nightly job wrote it, computed here anew from the samples in Prometheus, and
/// from what the lab says it really did.
/// </summary>
[Collection(nameof(Portal))]
public sealed class CostTruthTests(Portal portal)
{
    // Aurelis pays by the token; its prices as they stand in the price book, written again here.
    private static readonly Dictionary<string, decimal> PricePerThousand = new()
    {
        ["gpt-4o"] = 0.03m, ["gpt-4o-mini"] = 0.0015m, ["codestral-2501"] = 0.02m, ["cohere-command-r"] = 0.025m,
    };

    [Fact]
    public async Task Yesterday_CostAsComputedByTheJob_IsPriceBookTimesCounters()
    {
        var day = ClosedDay.Last;
        var start = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero);
        var written = await WrittenAsync(day);

        decimal scraped = 0, mayMiss = 0;
        foreach (var (model, samples) in await SamplesAsync("aurelis_tokens_total{service=\"aurelis\"}", start))
        {
            var (grown, edge) = Grown(samples, start.ToUnixTimeSeconds());
            scraped += grown / 1000 * PricePerThousand[model];
            mayMiss += edge / 1000 * PricePerThousand[model];
        }
        decimal.Round(written, 2).ShouldBe(decimal.Round(scraped, 2), "to the cent");
        written.ShouldBe(scraped, "and in fact exactly");

        var emitted = (await EmittedAsync(day, "aurelis_tokens_total")).Sum(one => one.Grown / 1000 * PricePerThousand[one.Model]);
        Math.Abs(written - emitted).ShouldBeLessThanOrEqualTo(mayMiss, "no more than what fell between the scrapes around the two midnights");
        emitted.ShouldBeGreaterThan(0);
    }

    // The job runs soon after the start; a day that is not written yet is waited for.
    private async Task<decimal> WrittenAsync(DateOnly day)
    {
        await using var database = new NpgsqlConnection(portal.Stack.ConnectionString);
        await database.OpenAsync();
        for (var second = 0; second < 90; second++)
        {
            var cost = await database.QuerySingleOrDefaultAsync<decimal?>(
                "SELECT cost FROM cost_days WHERE service = 'aurelis' AND day = @day AND revision >= 1 ORDER BY revision DESC LIMIT 1",
                new { day = day.ToDateTime(TimeOnly.MinValue) });
            if (cost is { } known)
                return known;
            await Task.Delay(1000);
        }
        throw new TimeoutException($"The daily cost job did not close {day}.");
    }

    private async Task<List<(string Model, (double Time, decimal Value)[] Samples)>> SamplesAsync(string selector, DateTimeOffset start)
    {
        using var http = new HttpClient();
        var at = start.AddDays(1).AddHours(1).ToUnixTimeSeconds();
        using var json = JsonDocument.Parse(await http.GetStringAsync(new Uri(portal.Stack.Prometheus, $"/api/v1/query?query={Uri.EscapeDataString(selector + "[26h]")}&time={at}")));
        return [.. json.RootElement.GetProperty("data").GetProperty("result").EnumerateArray().Select(series => (
            series.GetProperty("metric").GetProperty("model").GetString()!,
            series.GetProperty("values").EnumerateArray().Select(point => (point[0].GetDouble(), decimal.Parse(point[1].GetString()!, CultureInfo.InvariantCulture))).ToArray()))];
    }

    // The day's rises, a fall being a restart from zero; and what lies between the samples around each midnight.
    private static (decimal Grown, decimal Edge) Grown((double Time, decimal Value)[] samples, long start)
    {
        var end = start + 86400;
        decimal grown = 0;
        for (var i = 1; i < samples.Length; i++)
        {
            if (samples[i].Time > start && samples[i].Time <= end)
                grown += samples[i].Value >= samples[i - 1].Value ? samples[i].Value - samples[i - 1].Value : samples[i].Value;
        }
        return (grown, Around(start) + Around(end));

        decimal Around(long midnight)
        {
            var before = samples.LastOrDefault(sample => sample.Time <= midnight);
            var after = samples.FirstOrDefault(sample => sample.Time > midnight);
            return Math.Max(0, after.Value - before.Value);
        }
    }

    private async Task<List<(string Model, decimal Grown)>> EmittedAsync(DateOnly day, string name)
    {
        using var http = new HttpClient();
        using var json = JsonDocument.Parse(await http.GetStringAsync(new Uri(portal.Stack.Lab, $"/lab/emitted?day={day:yyyy-MM-dd}&name={name}")));
        return [.. json.RootElement.GetProperty("series").EnumerateArray().Select(series => (
            series.GetProperty("labels").GetProperty("model").GetString()!, series.GetProperty("value").GetDecimal()))];
    }
}
