using System.Text.Json;
using OpsPortal.Domain;
using OpsPortal.Features.Logs;

namespace OpsPortal.Tests.Features.Logs;

public sealed class LogDownloadTests
{
    private static readonly LogEntry Entry = new(
        1795231791923939249, "{\"msg\":\"two\nlines\"}", new LabelSet([new("service", "hdc"), new("level", "error")]), new LabelSet([new("trace_id", "abc")]), LabelSet.Empty);

    [Fact]
    public void Text_ALine_IsOneLineWithAllNineDigits()
        => LogDownload.Text([Entry]).ShouldBe("2026-11-21T03:29:51.923939249Z error   hdc {\"msg\":\"two\\nlines\"}\n");

    [Fact]
    public void Json_ALine_KeepsNanosecondsLabelsAndMetadata()
    {
        using var json = JsonDocument.Parse(LogDownload.Json([Entry]));

        json.RootElement.GetProperty("ns").GetString().ShouldBe("1795231791923939249");
        json.RootElement.GetProperty("labels").GetProperty("service").GetString().ShouldBe("hdc");
        json.RootElement.GetProperty("metadata").GetProperty("trace_id").GetString().ShouldBe("abc");
        json.RootElement.GetProperty("line").GetString().ShouldBe(Entry.Line);
    }

    [Theory]
    [InlineData("say \"hi\", all", "\"say \"\"hi\"\", all\"")]
    [InlineData("=1+1", "\"'=1+1\"")]
    public void Csv_ALine_IsQuotedAndNeverAFormula(string line, string cell)
        => LogDownload.Csv([Entry with { Line = line }]).ShouldBe($"time,level,service,line\r\n2026-11-21T03:29:51.923939249Z,error,\"hdc\",{cell}\r\n");
}
