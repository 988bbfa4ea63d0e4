using System.Net;
using Microsoft.Extensions.Options;
using OpsPortal.Clients.Traces;
using OpsPortal.Domain;
using OpsPortal.Tests.Clients.Loki;
using OpsPortal.Tests.Clients.Prometheus;

namespace OpsPortal.Tests.Clients;

/// <summary>Against the shapes of Fixtures/traces, which are written by hand from the documentation.</summary>
public sealed class TraceClientTests
{
    internal const string Id = "a89a64e5d57b0e3c84f15b285df4b07c";

    [Fact]
    public async Task Read_Jaeger_GivesSpansOfTheirProcessesMasked()
    {
        var handler = Answering("jaeger");

        var trace = (await Client(handler).ReadAsync(Id.ToUpperInvariant(), default)).Value!;

        handler.Asked.ShouldBe(["GET /api/traces/" + Id]);
        trace.Spans.Count.ShouldBe(3);
        var (query, root) = (trace.Spans[0], trace.Spans[1]);
        (query.Service, query.ParentId, query.IsError, query.Status).ShouldBe(("postgres", root.Id, true, "deadline <b>exceeded</b>"));
        (query.Start, query.Duration).ShouldBe((1795231791925000000, 80_000_000));
        query.Attributes["db.statement"].ShouldBe("SELECT * FROM users WHERE mail = '[masked:email]'");
        query.Events.ShouldHaveSingleItem().Name.ShouldBe("exception");
        (root.Service, root.ParentId, root.Kind, root.IsError).ShouldBe(("ai-gateway", "", "server", false));
        root.Attributes["http.status_code"].ShouldBe("502");
        root.Attributes["password"].ShouldBe("[masked]");
        root.Resource["hostname"].ShouldBe("node-3");
    }

    [Fact]
    public async Task Read_Tempo_GivesTheSameFromItsForm()
    {
        var trace = (await Client(Answering("tempo")).ReadAsync(Id, default)).Value!;

        var (root, query) = (trace.Spans[0], trace.Spans[1]);
        (root.Id, root.ParentId, root.Service, root.Kind, root.Start, root.Duration).ShouldBe(("00f067aa0ba902b7", "", "ai-gateway", "server", 1795231791923939249, 100_000_000));
        root.Attributes["http.status_code"].ShouldBe("502");
        root.Attributes["cached"].ShouldBe("false");
        (query.Id, query.ParentId, query.IsError, query.Status).ShouldBe(("b7ad6b7169203331", root.Id, true, "deadline"));
        query.Events.ShouldHaveSingleItem().Attributes["exception.message"].ShouldBe("timeout");
    }

    [Fact]
    public async Task Read_OtlpWithHexadecimalIdsAndNumbers_IsUnderstood()
    {
        var span = (await Client(Answering("otlp")).ReadAsync(Id, default)).Value!.Spans.ShouldHaveSingleItem();

        (span.Id, span.Kind, span.IsError, span.Status).ShouldBe(("00f067aa0ba902b7", "server", true, "bad gateway"));
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, "{}", OutcomeKind.Ok, "")]
    [InlineData(HttpStatusCode.OK, "{\"batches\":[]}", OutcomeKind.Ok, "")]
    [InlineData(HttpStatusCode.OK, "{}", OutcomeKind.Ok, "")]
    [InlineData(HttpStatusCode.OK, "no JSON", OutcomeKind.Unavailable, "could not be read")]
    [InlineData(HttpStatusCode.OK, "{\"hello\":1}", OutcomeKind.Unavailable, "neither Jaeger's nor OTLP's")]
    [InlineData(HttpStatusCode.OK, "{\"batches\":[{\"scopeSpans\":[{\"spans\":[{\"spanId\":\"?\"}]}]}]}", OutcomeKind.Unavailable, "could not be read")]
    [InlineData(HttpStatusCode.ServiceUnavailable, "storage is away", OutcomeKind.Unavailable, "failed (503): storage is away")]
    [InlineData(HttpStatusCode.TooManyRequests, "", OutcomeKind.Unavailable, "is busy (429)")]
    [InlineData(HttpStatusCode.Unauthorized, "", OutcomeKind.Rejected, "Traces:BearerTokenFile")]
    public async Task Read_OtherAnswers_AreOutcomesInWords(HttpStatusCode status, string body, OutcomeKind kind, string words)
    {
        var outcome = await Client(StubHandler.Answering(status, "application/json", body)).ReadAsync(Id, default);

        outcome.Kind.ShouldBe(kind, outcome.Reason);
        outcome.Value.ShouldBeNull();
        outcome.Reason.ShouldContain(words);
    }

    [Theory]
    [InlineData("../../admin")]
    [InlineData("abc")]
    [InlineData("")]
    public async Task Read_WhatIsNoId_IsNotAsked(string id)
    {
        var handler = Answering("jaeger");

        (await Client(handler).ReadAsync(id, default)).Kind.ShouldBe(OutcomeKind.Rejected);
        handler.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task Read_NothingConfigured_SaysWhatToSet()
        => (await new TraceClient(new HttpClient(), Options.Create(new TracesOptions()), LokiStub.Mask, TimeProvider.System).ReadAsync(Id, default)).Reason.ShouldContain("Traces:Url");

    internal static TraceClient Client(StubHandler handler) => new(new HttpClient(handler), Options.Create(new TracesOptions { Url = "http://traces/" }), LokiStub.Mask, TimeProvider.System);

    private static StubHandler Answering(string name)
        => StubHandler.Answering(HttpStatusCode.OK, "application/json", File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "traces", name + ".json")));
}
