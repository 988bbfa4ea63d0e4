using OpsPortal.Clients.Loki;
using OpsPortal.Domain;
using OpsPortal.Lab.Logs;
using OpsPortal.Tests.Lab.Loki;

namespace OpsPortal.Tests.Clients.Loki;

/// <summary>Levels that are numbers, asked of the lab's Loki: what is counted is what a filter finds.</summary>
public sealed class LevelNumberQueriesTests
{
    private const long Second = 1_000_000_000;
    private const long Start = 1795231800;
    private const long End = Start + 120;

    private static readonly LogLine[] Lines =
    [
        Line("in-line", """{"level":50,"msg":"one"}"""), Line("in-line", """{"level":50,"msg":"two"}"""), Line("in-line", """{"level":30,"msg":"three"}"""),
        Line("in-line", """{"level":3,"msg":"whose three?"}"""), Line("in-line", "no JSON"), Line("in-line", """{"level":"warn","msg":"four"}"""),
        Line("label", "five", ("level", "50")), Line("label", "six", ("level", "info")),
        Line("beside", "seven", ("severity", "3")), Line("beside", "eight", ("severity", "9")),
        Line("journal", """{"PRIORITY":"4","MESSAGE":"nine"}"""),
    ];

    [Theory]
    [InlineData("in-line", "error 2, info 1, unknown 2, warn 1", "level", true)]
    [InlineData("label", "error 1, info 1", "detected_level", false)]
    [InlineData("beside", "9 1, error 1", "severity", false)]
    [InlineData("journal", "warn 1", "PRIORITY", true)]
    public async Task Levels_ThatAreNumbers_AreCountedAsTheLevelsTheyMean(string service, string counted, string field, bool inLine)
    {
        await using var server = await LokiServer.StartAsync(Lines);

        var bars = await Store(server).LevelsAsync($$"""{service="{{service}}"}""", Start, End, TimeSpan.FromSeconds(60), default);

        string.Join(", ", bars.Value!.Bars.GroupBy(bar => bar.Level).OrderBy(level => level.Key, StringComparer.Ordinal).Select(level => $"{level.Key} {level.Sum(bar => bar.Lines)}")).ShouldBe(counted);
        bars.Value.Bars.ShouldAllBe(bar => bar.At == Start);
        bars.Value.Numbers.ShouldBe(new LogLevelNumbers(field, inLine));
    }

    [Theory]
    // As wwwroot/js/logs/levels.js writes them.
    [InlineData("in-line", """ | json level_number="level" | detected_level="error" or detected_level="unknown" and level_number="50" """, 2)]
    [InlineData("in-line", """ | json level_number="level" | detected_level="warn" or detected_level="unknown" and level_number="40" """, 1)]
    [InlineData("in-line", """ | json level_number="level" | detected_level="unknown" and level_number!~"60|50|40|30|20|10" """, 2)]
    [InlineData("beside", """ | detected_level="error" or severity="3" """, 1)]
    [InlineData("journal", """ | json level_number="PRIORITY" | detected_level=~"error|warn" or detected_level="unknown" and level_number=~"3|4" """, 1)]
    public async Task Page_OfAFilterByNumbers_HasWhatWasCounted(string service, string filter, int lines)
    {
        await using var server = await LokiServer.StartAsync(Lines);

        (await Store(server).PageAsync($$"""{service="{{service}}"}{{filter}}""", Start * Second, End * Second, 100, true, default)).Value!.Entries.Count.ShouldBe(lines);
    }

    [Fact]
    public async Task Narrowed_ToErrors_FindsWhatLokiHandsOnAsNumber()
    {
        await using var server = await LokiServer.StartAsync(Lines);
        var store = Store(server);

        var page = await store.PageAsync(store.Narrowed(store.Everything, "", ILogStore.ErrorLevels), Start * Second, End * Second, 100, true, default);

        page.Value!.Entries.Select(entry => entry.Line).ShouldBe(["five"]);
    }

    private static LogLine Line(string service, string text, params (string Name, string Value)[] labels)
        => new((Start + 10) * Second, LogLabels.Of([("service", service), .. labels]), text, LogLine.NoMetadata);

    private static LokiLogStore Store(LokiServer server)
    {
        var link = LokiStub.Link(new HttpClient(), new LokiOptions { Url = server.Url.ToString().TrimEnd('/') }, TimeProvider.System);
        return new LokiLogStore(new LokiClient(link, LokiStub.Mask), link);
    }
}
