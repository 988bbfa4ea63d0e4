using System.Net;
using OpsPortal.Domain;
using OpsPortal.Tests.Clients.Prometheus;

namespace OpsPortal.Tests.Clients;

/// <summary>What values a field has in all lines of a query, against answers written by hand from the documentation.</summary>
public sealed class ElasticStatisticsTests
{
    private const string Texts = """{"aggregations":{"lines":{"doc_count":9},"present":{"doc_count":9},"distinct":{"value":2},"values":{"buckets":[{"key":"anna@example.org","doc_count":4},{"key":"ben@example.org","doc_count":3},{"key":"nobody","doc_count":2}]}}}""";

    [Fact]
    public async Task Statistics_OfANumber_HaveItsValuesAndItsMean()
    {
        var handler = Answering(ElasticLogStoreTests.Fixture("field-caps"), ElasticLogStoreTests.Fixture("statistics"));

        var read = (await AskAsync(handler, "http.response.status_code")).Value!;

        (read.Lines, read.Present, read.Distinct, read.Numbers).ShouldBe((1200, 1100, 3, new LogFieldNumbers(200, 231.5, 504)));
        read.Top.ShouldBe([new LogFieldValue("200", 900), new LogFieldValue("502", 100)]);
        handler.Asked[0].ShouldStartWith("GET /logs-*/_field_caps?fields=http.response.status_code,http.response.status_code.keyword&");
        handler.Asked[1].ShouldContain("""
            "aggs":{"lines":{"filter":{"match_all":{}}},"present":{"filter":{"exists":{"field":"http.response.status_code"}}},"distinct":{"cardinality":{"field":"http.response.status_code"}},"values":{"terms":{"field":"http.response.status_code","size":10}},"numbers":{"stats":{"field":"http.response.status_code"}}}
            """.Trim());
    }

    [Fact]
    public async Task Statistics_OfAText_AreItsKeywordsAndMasked()
    {
        var handler = Answering(
            """{"fields":{"user":{"text":{"type":"text","aggregatable":false}},"user.keyword":{"keyword":{"type":"keyword","aggregatable":true}}}}""", Texts);

        var read = (await AskAsync(handler, "user")).Value!;

        (read.Field, read.Numbers).ShouldBe(("user.keyword", null));
        read.Top.ShouldBe([new LogFieldValue("[masked:email]", 7), new LogFieldValue("nobody", 2)]);
        handler.Asked[1].ShouldNotContain("stats");
    }

    [Theory]
    [InlineData("message", "its type is match_only_text")]
    [InlineData("nowhere", "no index has it")]
    [InlineData("user.password", "is masked")]
    [InlineData("user.password.keyword", "is masked")]
    [InlineData("us*", "no field's name")]
    [InlineData("a,status", "no field's name")]
    public async Task Statistics_OfWhatCantOrMustNotBeCounted_AreRefusedInWords(string field, string words)
    {
        var read = await AskAsync(Answering(ElasticLogStoreTests.Fixture("field-caps"), Texts), field);

        read.Kind.ShouldBe(OutcomeKind.Rejected);
        read.Reason.ShouldContain(words);
    }

    [Fact]
    public async Task Statistics_IndicesDisagreeOnTheType_ItIsNoNumber()
    {
        var handler = Answering("""{"fields":{"code":{"long":{"type":"long","aggregatable":true},"keyword":{"type":"keyword","aggregatable":true}}}}""", Texts);

        (await AskAsync(handler, "code")).Value!.Numbers.ShouldBeNull();

        handler.Asked[1].ShouldNotContain("stats");
    }

    [Fact]
    public async Task Statistics_NoIndexMatches_AreNone()
        => (await AskAsync(Answering("""{"fields":{"code":{"long":{"type":"long","aggregatable":true}}}}""", ElasticLogStoreTests.Fixture("no-index")), "code")).Value!.Lines.ShouldBe(0);

    private static Task<Outcome<LogFieldStatistics>> AskAsync(StubHandler handler, string field) => ElasticLogStoreTests.Store(handler).StatisticsAsync(field, "*", 1795228200000000000, 1795231800000000000, default);

    private static StubHandler Answering(string types, string counts)
        => new((request, _) => Task.FromResult(StubHandler.Response(HttpStatusCode.OK, "application/json", request.RequestUri!.AbsolutePath.EndsWith("_field_caps", StringComparison.Ordinal) ? types : counts)));
}
