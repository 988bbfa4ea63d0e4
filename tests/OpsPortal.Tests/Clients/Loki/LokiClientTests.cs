using System.Net;
using System.Text;
using OpsPortal.Clients.Loki;
using OpsPortal.Domain;
using OpsPortal.Tests.Clients.Prometheus;
using OpsPortal.Tests.Lab.Loki;

namespace OpsPortal.Tests.Clients.Loki;

/// <summary>Against answers recorded from Loki 3.7.6.</summary>
public sealed class LokiClientTests
{
    private const long Start = 1795210200000000000;
    private const long End = 1795231800000000000;
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 4, 0, 0, TimeSpan.Zero);

    [Theory]
    // Outcome, number of lines, first and last nanosecond: read from the recorded files by hand.
    [InlineData("query-range-streams-backward", true, 10, 1795231791923939249, 1795231601324122183)]
    [InlineData("query-range-streams-categorized", true, 10, 1795231791923939249, 1795231601324122183)]
    [InlineData("query-range-streams-default-limit", true, 100, 1795231791923939249, 1795230551745354500)]
    [InlineData("query-range-streams-limit-1", true, 1, 1795231797883351287, 1795231797883351287)]
    [InlineData("query-range-page2-end-exclusive", true, 5, 1795231684085794582, 1795231601324122183)]
    [InlineData("query-range-empty", true, 0, 0, 0)]
    public async Task Lines_RecordedStreams_AreMergedAndInOrder(string name, bool backward, int count, long first, long last)
    {
        var outcome = await Client(Replay(name)).LinesAsync("{a=\"b\"}", Start, End, 100, backward, default);

        outcome.Kind.ShouldBe(OutcomeKind.Ok, outcome.Reason);
        var times = outcome.Value!.Select(entry => entry.Time).ToArray();
        times.Length.ShouldBe(count);
        times.FirstOrDefault().ShouldBe(first);
        times.LastOrDefault().ShouldBe(last);
        times.ShouldBe(times.OrderDescending());
    }

    [Fact]
    public async Task Lines_Forward_AreOldestFirst()
    {
        var outcome = await Client(Replay("query-range-streams-forward")).LinesAsync("{a=\"b\"}", Start, End, 10, backward: false, default);

        outcome.Value!.Select(entry => entry.Time).ShouldBeInOrder();
    }

    [Fact]
    public async Task Lines_Categorized_TellsLabelsMetadataAndParsedFieldsApart()
    {
        var outcome = await Client(Replay("query-range-json-filter-categorized")).LinesAsync("{a=\"b\"}", Start, End, 5, backward: true, default);

        var entry = outcome.Value!.Single(one => one.Time == 1795220174352073077);
        entry.Stream["instance"].ShouldBe("ai-gateway-0");
        entry.Metadata["trace_id"].ShouldBe("a89a64e5d57b0e3c84f15b285df4b07c");
        entry.Parsed["duration_ms"].ShouldBe("474.4");
        entry.Parsed["http_status"].ShouldBe("500");
        entry.Line.ShouldStartWith("{\"msg\": \"embeddings failed for user-055");
    }

    [Fact]
    public async Task Lines_SendsTheRecordedRequest()
    {
        var recorded = RecordedAnswer.Load("query-range-streams-categorized");
        HttpRequestMessage? sent = null;
        var handler = new StubHandler((request, _) =>
        {
            sent = request;
            return Task.FromResult(Response(recorded));
        });

        await Client(handler).LinesAsync(recorded.Query, Start, End, 10, backward: true, default);

        var wanted = recorded.ToRequest(new Uri("http://loki"));
        sent!.Method.ShouldBe(wanted.Method);
        WebUtility.UrlDecode(sent.RequestUri!.PathAndQuery).ShouldBe(WebUtility.UrlDecode(wanted.RequestUri!.PathAndQuery));
        sent.Headers.GetValues("X-Loki-Response-Encoding-Flags").ShouldBe(["categorize-labels"]);
    }

    [Fact]
    public async Task Lines_LongQuery_IsSentAsAForm()
    {
        var handler = Replay("query-range-empty");

        await Client(handler).LinesAsync("{a=\"b\"} |= \"" + new string('x', 5000) + "\"", Start, End, 10, backward: true, default);

        handler.Asked.ShouldHaveSingleItem().ShouldStartWith("POST /loki/api/v1/query_range query={a=\"b\"}");
    }

    [Fact]
    public async Task Metric_PointsOutsideTheRange_AreLeftOut()
    {
        // Asked in steps of an hour, the last point is half an hour after the end.
        var outcome = await Client(Replay("query-range-metric-error-ratio")).MetricAsync("x", Start, End, TimeSpan.FromHours(1), default);

        var series = outcome.Value!.Single(one => one.Labels["service"] == "ai-gateway");
        series.Times[0].ShouldBe(1795212000);
        series.Times[^1].ShouldBe(1795230000);
        series.Values[0].ShouldBe(0.06569343065693431);
    }

    [Fact]
    public async Task Metric_NotANumber_StaysNotANumber()
        => (await Client(Replay("query-range-metric-inf-nan")).MetricAsync("x", Start, End, TimeSpan.FromHours(2), default))
            .Value!.Single().Values.ShouldAllBe(value => double.IsNaN(value));

    [Fact]
    public async Task Metric_Lines_AreAnAnswerThatCannotBeRead()
        => (await Client(Replay("query-range-streams-forward")).MetricAsync("x", Start, End, TimeSpan.FromHours(1), default))
            .Reason.ShouldBe("Loki's answer could not be read: expected matrix, got streams");

    [Theory]
    [InlineData("query-metric-scalar", 1, 2)]
    [InlineData("query-metric-vector", 24, 154)]
    [InlineData("query-metric-empty", 0, 0)]
    public async Task Instant_RecordedAnswers_AreSamples(string name, int count, double first)
    {
        var samples = (await Client(Replay(name)).InstantAsync("x", End, default)).Value!;

        samples.Count.ShouldBe(count);
        (samples.FirstOrDefault()?.Value ?? 0).ShouldBe(first);
    }

    [Theory]
    [InlineData("labels", 5)]
    [InlineData("labels-empty-range", 0)]
    public async Task Labels_WithAndWithoutData_AreNames(string name, int count)
        => (await Client(Replay(name)).LabelsAsync(Start, End, default)).Value!.Count.ShouldBe(count);

    [Fact]
    public async Task LabelValues_AsksForTheLabelAndTheSelector()
    {
        var handler = Replay("label-values-with-query");

        var outcome = await Client(handler).LabelValuesAsync("instance", "{service=\"aurelis\"}", Start, End, default);

        outcome.Value.ShouldBe(["aurelis-0", "aurelis-1"]);
        WebUtility.UrlDecode(handler.Asked.Single()).ShouldBe($"GET /loki/api/v1/label/instance/values?query={{service=\"aurelis\"}}&start={Start}&end={End}");
    }

    [Fact]
    public async Task Series_AreLabelSets()
        => (await Client(Replay("series-two-matchers")).SeriesAsync("{a=\"b\"}", Start, End, default)).Value!.ShouldAllBe(labels => labels["level"] == "error");

    [Fact]
    public async Task Stats_HaveNoWrapper()
        => (await Client(Replay("index-stats")).StatsAsync("{a=\"b\"}", Start, End, default)).Value.ShouldBe(new LogVolume(35, 1478, 549888));

    [Fact]
    public async Task Ready_Starting_IsUnavailableWithLokisWords()
    {
        (await Client(Replay("ready-200")).ReadyAsync(default)).Value.ShouldBe("ready");
        (await Client(Replay("ready-503-starting-4")).ReadyAsync(default)).Reason.ShouldBe("Loki failed (503): Ingester not ready: waiting for 15s after being ready");
    }

    [Theory]
    [InlineData("limit-timeout-504", OutcomeKind.Unavailable, "Loki failed (504): request timed out")]
    [InlineData("limit-too-many-outstanding-429", OutcomeKind.Unavailable, "Loki is busy: too many outstanding requests")]
    [InlineData("limit-no-org-id-401", OutcomeKind.Rejected, "Loki asks for a tenant: set Loki:Tenant.")]
    [InlineData("unknown-path-404", OutcomeKind.Rejected, "Loki does not know this address")]
    public async Task Lines_RecordedFailure_SaysWhatToDo(string name, OutcomeKind kind, string words)
    {
        var outcome = await Client(Replay(name)).LinesAsync("x", Start, End, 10, backward: true, default);

        outcome.Kind.ShouldBe(kind);
        outcome.Reason.ShouldStartWith(words);
    }

    [Theory]
    [InlineData("<html>a proxy's page</html>", "text/html", 502, OutcomeKind.Unavailable, "Loki failed (502)")]
    [InlineData("not json", "application/json", 200, OutcomeKind.Unavailable, "Loki's answer could not be read: ")]
    [InlineData("[]", "application/json", 200, OutcomeKind.Unavailable, "Loki's answer could not be read: expected an object")]
    [InlineData("{\"status\":\"success\"}", "application/json", 200, OutcomeKind.Unavailable, "Loki's answer could not be read: ")]
    public async Task Lines_Garbage_IsSaidInWords(string body, string type, int status, OutcomeKind kind, string words)
    {
        var outcome = await Client(StubHandler.Answering((HttpStatusCode)status, type, body)).LinesAsync("x", Start, End, 10, backward: true, default);

        outcome.Kind.ShouldBe(kind);
        outcome.Reason.ShouldStartWith(words);
    }

    [Fact]
    public async Task Lines_NoUrl_IsNotConfiguredAndAsksNobody()
    {
        var handler = Replay("query-range-empty");

        var outcome = await Client(handler, new LokiOptions()).LinesAsync("x", Start, End, 10, backward: true, default);

        outcome.Kind.ShouldBe(OutcomeKind.NotConfigured);
        handler.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task Lines_NobodyListens_IsUnavailable()
    {
        using var http = new HttpClient();
        var client = LokiStub.Client(http, new LokiOptions { Url = "http://127.0.0.1:1" }, TimeProvider.System);

        var outcome = await client.LinesAsync("x", Start, End, 10, backward: true, default);

        outcome.Kind.ShouldBe(OutcomeKind.Unavailable);
        outcome.Reason.ShouldStartWith("Loki is not reachable: ");
    }

    [Fact]
    public async Task Lines_TooSlow_IsUnavailableAndSaysAfterHowLong()
    {
        var handler = new StubHandler(async (_, stop) =>
        {
            await Task.Delay(Timeout.Infinite, stop);
            return new HttpResponseMessage();
        });

        var outcome = await Client(handler, new LokiOptions { Url = "http://loki", TimeoutSeconds = 1 }).LinesAsync("x", Start, End, 10, backward: true, default);

        outcome.Reason.ShouldStartWith("Loki did not answer within 1 s.");
    }

    [Fact]
    public async Task Lines_ViewerLeaves_IsCancelled()
    {
        using var left = new CancellationTokenSource();
        var handler = new StubHandler(async (_, stop) =>
        {
            await left.CancelAsync();
            await Task.Delay(Timeout.Infinite, stop);
            return new HttpResponseMessage();
        });

        await Should.ThrowAsync<OperationCanceledException>(() => Client(handler).LinesAsync("x", Start, End, 10, backward: true, left.Token));
    }

    [Fact]
    public async Task Lines_AnswerTooLarge_IsRejectedUnread()
    {
        var handler = StubHandler.Answering(HttpStatusCode.OK, "application/json", new string(' ', 2000));

        var outcome = await Client(handler, new LokiOptions { Url = "http://loki", MaxResponseBytes = 1000 }).LinesAsync("x", Start, End, 10, backward: true, default);

        outcome.Kind.ShouldBe(OutcomeKind.Rejected);
        outcome.Reason.ShouldStartWith("Loki's answer is larger than Loki:MaxResponseBytes (1,000 bytes).");
    }

    [Fact]
    public async Task Lines_TenantAndPassword_AreSent()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "secret\n");
        HttpRequestMessage? sent = null;
        var handler = new StubHandler((request, _) =>
        {
            sent = request;
            return Task.FromResult(Response(RecordedAnswer.Load("query-range-empty")));
        });

        await Client(handler, new LokiOptions { Url = "http://loki/", Tenant = "team-a", Username = "reader", PasswordFile = file })
            .LinesAsync("x", Start, End, 10, backward: true, default);
        File.Delete(file);

        sent!.Headers.GetValues("X-Scope-OrgID").ShouldBe(["team-a"]);
        sent.Headers.Authorization!.ToString().ShouldBe("Basic " + Convert.ToBase64String("reader:secret"u8));
        sent.RequestUri!.AbsolutePath.ShouldBe("/loki/api/v1/query_range");
    }

    private static StubHandler Replay(string name) => new((_, _) => Task.FromResult(Response(RecordedAnswer.Load(name))));

    private static HttpResponseMessage Response(RecordedAnswer recorded) => StubHandler.Response(recorded.Status, recorded.ContentType, recorded.Text);

    private static LokiClient Client(StubHandler handler, LokiOptions? options = null)
        => LokiStub.Client(new HttpClient(handler), options ?? new LokiOptions { Url = "http://loki" }, new FakeClock(Now));
}
