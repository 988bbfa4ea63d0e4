using System.Text.Json;
using OpsPortal.Domain;
using OpsPortal.Features.Logs.Api;

namespace OpsPortal.Tests.Features.Logs;

public sealed class LinesWriterTests
{
    private static readonly LabelSet Stream = new([new("service", "hdc"), new("level", "warn")]);

    [Fact]
    public void Write_Page_HasEachStreamOnceAndNanosecondsAsText()
    {
        var page = new LogPage([Line(1795231791923939249, "a"), Line(1795231791923939248, "b")], 1795231791923939248, false);

        using var json = JsonDocument.Parse(LinesWriter.Write(page, more => more.WriteString("query", "q")));

        json.RootElement.GetProperty("streams").GetArrayLength().ShouldBe(1);
        json.RootElement.GetProperty("lines")[0].GetProperty("t").GetString().ShouldBe("1795231791923939249");
        json.RootElement.GetProperty("lines")[1].GetProperty("s").GetInt32().ShouldBe(0);
        json.RootElement.GetProperty("lines")[0].GetProperty("v").GetString().ShouldBe("warn");
        json.RootElement.GetProperty("next").GetString().ShouldBe("1795231791923939248");
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("</script><img src=x onerror=alert(1)>")]
    [InlineData("\u202eabc\u0000\u001b[31m\ud800 lone half")]
    public void Write_HostileLine_IsJsonOfTheSameText(string line)
    {
        using var json = JsonDocument.Parse(LinesWriter.Write(Line(1795231791923939249, line), 0));

        // Half a character can't be written; what stands in its place is the sign for that.
        json.RootElement.GetProperty("l").GetString().ShouldBe(line.Replace('\ud800', '\ufffd'));
    }

    [Fact]
    public void Write_AMegabyte_IsCutAndItsLengthSaid()
    {
        using var json = JsonDocument.Parse(LinesWriter.Write(Line(1795231791923939249, new string('x', LinesWriter.LongestLine - 1) + string.Concat(Enumerable.Repeat("😀", 500_000))), 3));

        json.RootElement.GetProperty("cut").GetInt32().ShouldBe(LinesWriter.LongestLine - 1 + 1_000_000);
        json.RootElement.GetProperty("l").GetString()!.Length.ShouldBe(LinesWriter.LongestLine - 1);
    }

    private static LogEntry Line(long time, string text) => new(time, text, Stream, LabelSet.Empty, LabelSet.Empty);
}
