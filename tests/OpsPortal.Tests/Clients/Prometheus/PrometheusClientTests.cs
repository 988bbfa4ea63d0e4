using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Options;
using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;

namespace OpsPortal.Tests.Clients.Prometheus;

/// <summary>Against answers recorded from Prometheus 2.42.</summary>
public sealed class PrometheusClientTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 4, 0, 0, TimeSpan.Zero);
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Fixtures", "prometheus");

    public sealed record Recorded(string File, string Path, int Status, string ContentType);

    public static TheoryData<string> Files() => [.. Index().Select(recorded => recorded.File)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Any_RecordedAnswer_IsAnOutcomeInWords(string file)
    {
        var recorded = Index().Single(item => item.File == file);
        var client = Client(Replay(recorded));

        var (kind, reason) = recorded.Path switch
        {
            "/api/v1/query_range" => Summary(await client.QueryRangeAsync("x", Now.AddHours(-1), Now, TimeSpan.FromMinutes(1), default)),
            "/api/v1/status/buildinfo" => Summary(await client.VersionAsync(default)),
            "/api/v1/series" => Summary(await client.SeriesAsync(["up"], null, null, default)),
            "/api/v1/labels" => Summary(await client.LabelNamesAsync([], null, null, default)),
            "/api/v1/metadata" => Summary(await client.MetadataAsync(null, default)),
            "/api/v1/rules" => Summary(await client.RulesAsync(default)),
            "/api/v1/alerts" => Summary(await client.AlertsAsync(default)),
            "/api/v1/targets" => Summary(await client.TargetsAsync(default)),
            "/api/v1/query_exemplars" => Summary(await client.ExemplarsAsync("x", Now, Now, default)),
            "/api/v1/format_query" => Summary(await client.FormatAsync("x", default)),
            var path when path.StartsWith("/api/v1/label/") => Summary(await client.LabelValuesAsync("model", [], null, null, default)),
            _ when File.ReadAllText(Path.Combine(Folder, file)).Contains("\"matrix\"") => Summary(await client.RawSamplesAsync("x[5m]", Now, default)),
            _ => Summary(await client.QueryAsync("x", null, default)),
        };

        // A string is no figure: the question was wrong.
        var expected = file == "query_string.json" ? OutcomeKind.Rejected
            : recorded.Status == 200 ? OutcomeKind.Ok
            : recorded.Status >= 500 ? OutcomeKind.Unavailable
            : OutcomeKind.Rejected;
        kind.ShouldBe(expected, reason);
        (kind == OutcomeKind.Ok).ShouldBe(reason.Length == 0);
    }

    [Fact]
    public async Task Query_ParseError_CarriesPrometheusWords()
    {
        var outcome = await Client(Replay("error_400_parse.json")).QueryAsync("sum(", null, default);

        outcome.Kind.ShouldBe(OutcomeKind.Rejected);
        outcome.Reason.ShouldContain("unclosed left parenthesis");
    }

    [Fact]
    public async Task Query_NotANumberAndInfinities_AreKeptAsTheyAre()
    {
        var samples = (await Client(Replay("query_nan_inf.json")).QueryAsync("weird_values", null, default)).Value!;

        samples.Single(sample => sample.Labels["v"] == "nan").Value.ShouldBe(double.NaN);
        samples.Single(sample => sample.Labels["v"] == "pinf").Value.ShouldBe(double.PositiveInfinity);
        samples.Single(sample => sample.Labels["v"] == "ninf").Value.ShouldBe(double.NegativeInfinity);
        samples.Single(sample => sample.Labels["v"] == "big").Value.ShouldBe(9007199254740992d);
    }

    [Fact]
    public async Task Query_Warnings_StandBesideTheData()
    {
        var outcome = await Client(Replay("warnings_query.json")).QueryAsync("up", null, default);

        outcome.IsOk.ShouldBeTrue();
        outcome.Value!.Count.ShouldBe(2);
        outcome.Warnings.ShouldHaveSingleItem().ShouldContain("remote_read");
    }

    [Fact]
    public async Task QueryRange_Outage_LeavesPointsOut()
    {
        var series = (await Client(Replay("range_matrix_outage_gap.json")).QueryRangeAsync("x", Now, Now, TimeSpan.FromSeconds(15), default)).Value!;

        series.ShouldNotBeEmpty();
        var times = series[0].Times;
        times.Zip(times.Skip(1), (a, b) => b - a).Distinct().Count().ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task Query_NoAddress_IsNotConfigured()
        => (await Client(Replay("query_vector.json"), url: "").QueryAsync("up", null, default)).Kind.ShouldBe(OutcomeKind.NotConfigured);

    [Fact]
    public async Task Query_NotAPrometheus_SaysSo()
    {
        var outcome = await Client(StubHandler.Answering(HttpStatusCode.OK, "text/html", "<html>")).QueryAsync("up", null, default);

        outcome.IsOk.ShouldBeFalse();
        outcome.Reason.ShouldContain("Is that address a Prometheus?");
    }

    [Fact]
    public async Task Query_CutOffJson_IsUnavailable()
        => (await Client(StubHandler.Answering(HttpStatusCode.OK, "application/json", "{\"status\":\"success\",\"da")).QueryAsync("up", null, default))
            .Kind.ShouldBe(OutcomeKind.Unavailable);

    [Fact]
    public async Task Query_LargerThanAllowed_IsRefusedInWords()
    {
        var body = """{"status":"success","data":{"resultType":"vector","result":[]},"warnings":["WORDS"]}""".Replace("WORDS", new string('x', 1_100_000));
        var http = new HttpClient(StubHandler.Answering(HttpStatusCode.OK, "application/json", body));
        var client = new PrometheusClient(http, Options.Create(new PrometheusOptions { Url = "http://prometheus.test", MaxResponseBytes = 1_048_576 }), TimeProvider.System);

        var outcome = await client.QueryAsync("up", null, default);

        outcome.Kind.ShouldBe(OutcomeKind.Rejected);
        outcome.Reason.ShouldContain("Prometheus:MaxResponseBytes");
    }

    [Fact]
    public async Task Query_ConnectionRefused_IsUnavailableInWords()
    {
        var outcome = await Client(new StubHandler((_, _) => throw new HttpRequestException(HttpRequestError.ConnectionError, "Connection refused"))).QueryAsync("up", null, default);

        outcome.Kind.ShouldBe(OutcomeKind.Unavailable);
        outcome.Reason.ShouldBe("Prometheus is not reachable: Connection refused");
    }

    [Fact]
    public async Task Query_ViewerLeaves_IsCancelledAndNotAFailure()
    {
        using var left = new CancellationTokenSource();
        var client = Client(new StubHandler(async (_, token) =>
        {
            await left.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
            throw new InvalidOperationException("unreachable");
        }));

        await Should.ThrowAsync<OperationCanceledException>(() => client.QueryAsync("up", null, left.Token));
    }

    [Fact]
    public async Task QueryRange_Asks_WithAlignedTimesStepAndTimeout()
    {
        var handler = Replay("range_empty.json");

        await Client(handler).QueryRangeAsync("up{job=\"a b\"}", Now.AddMinutes(-1), Now, TimeSpan.FromSeconds(15), default);

        handler.Asked.ShouldHaveSingleItem().ShouldBe(
            $"GET /api/v1/query_range?query=up{{job=\"a b\"}}&start={Now.AddMinutes(-1).ToUnixTimeSeconds()}&end={Now.ToUnixTimeSeconds()}&step=15&timeout=20s&stats=1");
    }

    private static (OutcomeKind Kind, string Reason) Summary<T>(Outcome<T> outcome) => (outcome.Kind, outcome.Reason);

    private static StubHandler Replay(string file) => Replay(Index().Single(recorded => recorded.File == file));

    private static StubHandler Replay(Recorded recorded)
        => StubHandler.Answering((HttpStatusCode)recorded.Status, recorded.ContentType, File.ReadAllText(Path.Combine(Folder, recorded.File)));

    private static PrometheusClient Client(StubHandler handler, string url = "http://prometheus.test")
        => new(new HttpClient(handler), Options.Create(new PrometheusOptions { Url = url }), TimeProvider.System);

    private static Recorded[] Index() => JsonSerializer.Deserialize<Recorded[]>(File.ReadAllText(Path.Combine(Folder, "index.json")), JsonSerializerOptions.Web)!;
}
