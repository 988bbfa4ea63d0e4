using OpsPortal.Catalog;
using OpsPortal.Clients.Loki;
using OpsPortal.Features.Logs;

namespace OpsPortal.Tests.Features.Logs;

public sealed class LogQlTests
{
    private static readonly ServiceCatalog Catalog = ServiceCatalog.Load(Path.Combine(RepositoryRoot.Path, "catalog", "services"), _ => null);

    [Fact]
    public void Of_NothingChosen_FindsEveryLine()
        => LogQl.Of(LogSearch.Default, Catalog).ShouldBe("""{service_name=~".+"}""");

    [Fact]
    public void Of_AllParts_IsSelectorThenTextThenLevels()
        => LogQl.Of(LogSearch.Default with { Service = "h200", Contains = "out of memory", Levels = ["fatal", "error"] }, Catalog)
            .ShouldBe("""{service="h200"} |= "out of memory" | detected_level=~"fatal|60|critical|error|50" """.TrimEnd());

    [Fact]
    public void Of_OneLevel_IsItsWordAndItsNumber()
        => LogQl.Of(LogSearch.Default with { Service = "h200", Levels = ["warn"] }, Catalog).ShouldBe("""{service="h200"} | detected_level=~"warn|40" """.TrimEnd());

    [Fact]
    public void Of_ServiceThatTheCatalogLacks_IsQuoted()
        => LogQl.Of(LogSearch.Default with { Service = """x"} or {a="b""" }, Catalog).ShouldBe("""{service=`x"} or {a="b`}""");

    [Fact]
    public void Of_OwnQuery_IsTakenAsItIs()
        => LogQl.Of(LogSearch.Default with { Service = "h200", Query = " {a=\"b\"} " }, Catalog).ShouldBe("{a=\"b\"}");

    [Theory]
    [InlineData("plain", "\"plain\"")]
    [InlineData("say \"hi\"", "`say \"hi\"`")]
    [InlineData(@"C:\temp", @"`C:\temp`")]
    [InlineData("both ` and \"", "\"both ` and \\\"\"")]
    [InlineData("two\nlines", "\"two\\nlines\"")]
    [InlineData("a\\\n", "\"a\\\\\\n\"")]
    public void Quote_AnyText_StaysInsideItsQuotes(string text, string quoted) => LogQlText.Quote(text).ShouldBe(quoted);

    [Theory]
    [InlineData("{a=\"b\"}", true)]
    [InlineData("  # why\n {a=\"b\"}", true)]
    [InlineData("sum(rate({a=\"b\"}[5m]))", false)]
    [InlineData("# {a=\"b\"}", false)]
    public void GivesLines_BySelectorAtTheStart(string query, bool lines) => LogQl.GivesLines(query).ShouldBe(lines);

    [Fact]
    public void Volume_QueryThatEndsInAComment_IsClosedOnTheNextLine()
        => LokiLogStore.Volume("{a=\"b\"} # all", TimeSpan.FromMinutes(5))
            .ShouldBe("sum by (detected_level) (count_over_time({a=\"b\"} # all\n| drop __error__, __error_details__ [300s]))");
}
