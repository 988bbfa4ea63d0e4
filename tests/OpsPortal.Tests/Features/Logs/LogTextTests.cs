using OpsPortal.Domain;
using OpsPortal.Features.Logs;

namespace OpsPortal.Tests.Features.Logs;

public sealed class LogTextTests
{
    [Theory]
    [InlineData("""{"level":"info","message":"all well","n":1}""", "all well")]
    [InlineData("""{"msg":"short name"}""", "short name")]
    [InlineData("""{"message":"","event":"started"}""", "started")]
    [InlineData("""{"n":1}""", """{"n":1}""")]
    [InlineData("{broken", "{broken")]
    [InlineData("level=info msg=\"plain\"", "level=info msg=\"plain\"")]
    [InlineData("""{"message":"two\nlines"}""", "two↵lines")]
    public void Message_OfALine(string line, string message) => LogText.Message(line).ShouldBe(message);

    [Theory]
    [InlineData("""{"timestamp":"t","level":"INFO","message":"done","request_id":"r","status":200,"http":{"method":"GET"}}""", "status=200 http.method=GET")]
    [InlineData("""{"status":200}""", "")]
    [InlineData("plain", "")]
    public void More_WhatTellsLinesApart(string line, string more) => LogText.More(line).ShouldBe(more);

    [Fact]
    public void Message_Long_IsCut() => LogText.Message(new string('x', 10_000)).Length.ShouldBe(601);

    [Theory]
    [InlineData("a\u0007b", "a␇b")]
    [InlineData("a\u001b[31mred", "a␛[31mred")]
    [InlineData("user\u202egpj.exe", "user⟨U+202E⟩gpj.exe")]
    [InlineData("tab\tstays", "tab\tstays")]
    [InlineData("日本 🚀 é", "日本 🚀 é")]
    public void Visible_CharactersThatFool_BecomeCodes(string text, string visible) => LogText.Visible(text, oneLine: true).ShouldBe(visible);

    [Fact]
    public void Fields_Nested_AreJoinedByAPoint()
        => LogText.Fields("""{"http":{"status":500,"tags":["a"]},"ok":false,"none":null}""")
            .ShouldBe([new("http.status", "500"), new("http.tags", "[\"a\"]"), new("ok", "false"), new("none", "null")]);

    [Theory]
    [InlineData("detected_level", "critical", "fatal")]
    [InlineData("detected_level", "trace", "debug")]
    [InlineData("detected_level", "unknown", "unknown")]
    public void LevelOf_Metadata_IsFirst(string name, string value, string level)
        => LogLevels.Of(Entry(new([new("level", "info")]), new([new(name, value)]))).Name.ShouldBe(level);

    [Fact]
    public void LevelOf_OlderLoki_IsTheStreamsLabel() => LogLevels.Of(Entry(new([new("level", "WARNING")]), LabelSet.Empty)).Name.ShouldBe("warn");

    [Fact]
    public void Download_LineBreaksInALine_AreWrittenOut()
        => LogDownload.Text([Entry(new([new("service", "h200"), new("level", "error")]), LabelSet.Empty, "one\ntwo")])
            .ShouldBe("2026-11-21T03:31:33.088033681Z error   h200 one\\ntwo\n");

    [Theory]
    [InlineData("parse error at line 1, col 4: syntax error", "abcdef", "abc", "def")]
    [InlineData("parse error at line 2, col 2: syntax error", "abc\nxyz", "x", "yz")]
    [InlineData("parse error at line 1, col 7: syntax error: unexpected $end", "abcdef", "abcdef", "")]
    public void RefusalPosition_Named_SplitsTheLine(string reason, string query, string before, string after)
    {
        var place = RefusalPosition.Find(reason, query)!;

        (place.Before, place.After).ShouldBe((before, after));
    }

    [Theory]
    [InlineData("parse error : queries require at least one regexp")]
    [InlineData("parse error at line 9, col 1: beyond the query")]
    [InlineData("limit must be a positive value")]
    public void RefusalPosition_NotNamed_IsNull(string reason) => RefusalPosition.Find(reason, "abc").ShouldBeNull();

    private static LogEntry Entry(LabelSet stream, LabelSet metadata, string line = "x") => new(1795231893088033681, line, stream, metadata, LabelSet.Empty);
}
