using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Features.Logs;
using OpsPortal.Features.Logs.Patterns;
using OpsPortal.Tests.Clients;
using OpsPortal.Tests.Clients.Prometheus;

namespace OpsPortal.Tests.Features.Logs;

public sealed class PatternTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 2, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Began = Now.AddDays(-10);
    private static readonly Dictionary<string, PatternReading> Readings = new() { ["loki"] = new PatternReading { Store = "loki", Began = Began } };

    [Fact]
    public void IsNew_ByFirstLine_HourAndDeployment()
    {
        PatternJudge.IsNew(Pattern(Now.AddMinutes(-30)), Now, Began, null).ShouldBeTrue();
        PatternJudge.IsNew(Pattern(Now.AddHours(-2)), Now, Began, null).ShouldBeFalse();
        PatternJudge.IsNew(Pattern(Now.AddHours(-2)), Now, Began, Now.AddHours(-3)).ShouldBeTrue();
        PatternJudge.IsNew(Pattern(Now.AddHours(-4)), Now, Began, Now.AddHours(-3)).ShouldBeFalse();
        // What was there when reading began is old news.
        PatternJudge.IsNew(Pattern(Now.AddMinutes(-30)), Now, Now.AddMinutes(-20), null).ShouldBeFalse();
    }

    [Theory]
    [InlineData(100, 1, true)]
    [InlineData(100, 30, false)]
    [InlineData(19, 0, false)]
    public void IsExploding_TenTimesTheDayBefore_AndEnoughOfThem(int late, int each, bool exploding)
    {
        var counts = Enumerable.Range(3, 280).Select(i => (At(-5 * i), (long)each)).Append((At(0), late)).OrderBy(one => one.Item1).ToArray();

        PatternJudge.IsExploding(Pattern(Now.AddDays(-3), counts), Now, 20).ShouldBe(exploding);
    }

    [Fact]
    public void ShouldFire_AlertThatFires_GoesOnWhileLinesCome()
    {
        var firing = Pattern(Now.AddDays(-3), (At(0), 1)) with { AlertSince = Now.AddHours(-1) };

        PatternJudge.ShouldFire(firing with { LastSeen = Now.AddMinutes(-3) }, Now, Began, null, 20).ShouldBeTrue();
        PatternJudge.ShouldFire(firing with { LastSeen = Now.AddMinutes(-11) }, Now, Began, null, 20).ShouldBeFalse();
        PatternJudge.ShouldFire(Pattern(Now.AddMinutes(-5), (At(0), 25)), Now, Began, null, 20).ShouldBeTrue();
        PatternJudge.ShouldFire(Pattern(Now.AddMinutes(-5), (At(0), 19)), Now, Began, null, 20).ShouldBeFalse();
    }

    [Fact]
    public void Rows_InTheirOrder_NewThenExplodingThenMost()
    {
        var rows = PatternRows.Of(
            [Pattern(Now.AddDays(-3), (At(0), 50)) with { Id = 1, Shape = "boom" }, Pattern(Now.AddDays(-3), (At(-60), 900)) with { Id = 2 }, Pattern(Now.AddMinutes(-5), (At(0), 1)) with { Id = 3 }],
            new KnownPatterns([]), new Dictionary<string, DateTimeOffset?>(), Now, Readings, 20);

        rows.Select(row => row.Pattern.Id).ShouldBe([3, 1, 2]);
        rows[2].Lines.ShouldBe(900);
        rows[2].Trend.Sum().ShouldBe(900);
        rows[2].Trend.Count.ShouldBe(288);
    }

    [Theory]
    [InlineData("Request <*> failed: TimeoutError: upstream did not answer within <*> s", "{service=\"hdc\"} |= \"upstream did not answer within\" | detected_level=~\"error|50|critical|fatal|60\"")]
    [InlineData("<*>", "{service=\"hdc\"} | detected_level=~\"error|50|critical|fatal|60\"")]
    public void Address_OfAShape_LooksForItsLongestPart(string shape, string query)
        => Uri.UnescapeDataString(PatternRows.Address("{service=\"hdc\"}", shape, "now-24h")).ShouldEndWith("query=" + query);

    [Fact]
    public void Address_OfElasticsearch_IsItsQueryStringAndItsStore()
    {
        var store = ElasticLogStoreTests.Store(StubHandler.Answering(System.Net.HttpStatusCode.OK, "", ""));

        Uri.UnescapeDataString(PatternRows.Address(store, "service.name:\"api\"", "request <*> failed: no answer", "now-24h"))
            .ShouldBe("/logs?from=now-24h&to=now&query=(service.name:\"api\") AND \"no answer\" AND " + store.Narrowed("*", "", ILogStore.ErrorLevels) + "&store=elasticsearch");
    }

    [Fact]
    public void Service_OfALineInElasticsearch_IsTheCatalogsWhoseQueryNamesIt()
    {
        var store = ElasticLogStoreTests.Store(StubHandler.Answering(System.Net.HttpStatusCode.OK, "", ""));
        var catalog = new ServiceCatalog([Entry("gate", "service.name:\"gateway\""), Entry("plain", "service.name:plain-api"), Entry("many", "service.name:(a OR b)")]);

        PatternServices.Of(Line("gateway"), store, catalog).ShouldBe("gate");
        PatternServices.Of(Line("plain-api"), store, catalog).ShouldBe("plain");
        PatternServices.Of(Line("a"), store, catalog).ShouldBe("a");
        PatternServices.QueryOf("gate", store, catalog).ShouldBe("service.name:\"gateway\"");
        PatternServices.QueryOf("a \"b\"", store, catalog).ShouldBe("service.name:\"a \\\"b\\\"\"");

        static LogEntry Line(string service) => new(1, "", LabelSet.Empty, new LabelSet([new("service", service)]), LabelSet.Empty);
        static ServiceEntry Entry(string id, string query) => new(id, id, "team", "", new Dictionary<string, string>(), [], null, null, new Dictionary<string, Signal>(), null, [], null) { ElasticQuery = query };
    }

    [Fact]
    public void Catalog_KnownPatterns_ReadAndNameTheLabsErrors()
    {
        var known = KnownPatterns.Load(Path.Combine(RepositoryRoot.Path, "catalog", "log-patterns.yaml"));

        known.Find("hdc", "hypervector_operation_failed: TimeoutError: upstream did not answer within <*> s")!.Name.ShouldBe("Upstream timed out");
        known.Find("h200", "CUDA out of memory. Tried to allocate <*> GiB")!.Name.ShouldBe("GPU out of memory");
        known.Find("h200", "all well").ShouldBeNull();
        known.All.Where(one => one.Runbook.Length > 0).ShouldAllBe(one => File.Exists(Path.Combine(RepositoryRoot.Path, "docs", "runbooks", one.Runbook + ".md")));
    }

    [Fact]
    public void Catalog_Mistakes_AreNamedWithLineAndKey()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "patterns:\n  - name: a\n    match: (?<=x)y\n    meaning: m\n    owner: o\n    colour: red\n");

        var errors = Should.Throw<CatalogException>(() => KnownPatterns.Load(file)).Errors;
        File.Delete(file);

        errors.Count.ShouldBe(2);
        errors.ShouldContain(error => error.Contains("match"));
        errors.ShouldContain(error => error.Contains("colour"));
    }

    [Theory]
    [InlineData("user\u202egpj\u0000\u0007\n", "user⟨U+202E⟩gpj␀␇↵")]
    [InlineData("plain é 漢", "plain é 漢")]
    public void HostileText_OddCharacters_AreCodes(string text, string shown) => HostileText.Visible(text).ShouldBe(shown);

    private static DateTimeOffset At(int minutes) => new(Now.AddMinutes(minutes).UtcTicks / PatternJudge.Bucket.Ticks * PatternJudge.Bucket.Ticks, TimeSpan.Zero);

    private static PatternHistory Pattern(DateTimeOffset first, params (DateTimeOffset, long)[] counts) => new(1, "hdc", "shape", "example", "error", first, Now, 1, null, counts);
}
