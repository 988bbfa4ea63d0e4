using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using OpsPortal.Catalog;
using OpsPortal.Features.Gpus.Ledger;
using OpsPortal.Gpu;
using OpsPortal.Lab.GpuHost;
using OpsPortal.Lab.Logs;
using OpsPortal.Tests.Lab;
using OpsPortal.Tests.Lab.Loki;

namespace OpsPortal.Tests.Features.Gpus;

public sealed class LedgerLogsTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 21, 3, 0, 0, TimeSpan.Zero);
    private static readonly ServiceCatalog Catalog = ServiceCatalog.Load(Path.Combine(RepositoryRoot.Path, "catalog", "services"), _ => null);

    [Fact]
    public void OfHost_AnyName_StaysInItsQuotesAndHasTheMinutesAround()
    {
        var address = Uri.UnescapeDataString(LedgerLogs.OfHost(Entry("node.1\"x", 0)));

        address.ShouldContain("instance=~`node\\.1\"x(:[0-9]+)?`");
        address.ShouldContain("host=`node.1\"x` or ");
        address.ShouldContain($"&from={At.AddMinutes(-10).ToUnixTimeMilliseconds()}&to={At.AddMinutes(6).ToUnixTimeMilliseconds()}&at={At.AddMinutes(1).ToUnixTimeMilliseconds()}");
    }

    [Fact]
    public async Task OfHost_InTheLab_FindsTheLinesOfItsServices()
    {
        var (fleet, producer, lines) = (LabWorld.Fleet(), new LogProducer(), new List<LogLine>());
        for (var i = 0; i < 60; i++)
        {
            fleet.Run(1, 1);
            lines.AddRange(producer.Produce(fleet, 1));
        }
        await using var loki = await LokiServer.StartAsync(lines, DateTimeOffset.FromUnixTimeSeconds(fleet.Now));
        var query = QueryHelpers.ParseQuery(LedgerLogs.OfHost(Entry(GpuRack.Host, 0)).Split('?')[1])["query"].ToString();

        using var answer = await loki.AskAsync("query_range", "query", query, "start", $"{fleet.Now - 120}000000000", "end", $"{fleet.Now + 1}000000000", "limit", "5000");
        var text = await answer.Content.ReadAsStringAsync();

        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        using var json = JsonDocument.Parse(text);
        json.RootElement.GetProperty("data").GetProperty("result").EnumerateArray().Select(stream => stream.GetProperty("stream").GetProperty("service").GetString()).Distinct().Order()
            .ShouldBe(["h200", "hdc", "microdiff"]);
    }

    [Fact]
    public void OfServices_ByTheCatalog_AreThoseWhoseGpuItIs()
    {
        LedgerLogs.OfServices(Entry("lab-gpu-1", 2), Catalog).Single().Href.ShouldStartWith("/logs?service=h200&level=fatal,error,warn&from=");
        LedgerLogs.OfServices(Entry("lab-gpu-1", 60), Catalog).ShouldBeEmpty();
        LedgerLogs.OfServices(Entry("lab-gpu-1", null), Catalog).Count().ShouldBeGreaterThan(1);
    }

    [Fact]
    public void Mark_OfAnEvent_IsItsServicesAndLeadsToTheHost()
    {
        var mark = LedgerMarks.Of(Entry("lab-gpu-1", 2), Catalog);

        (mark.Kind, mark.Service, mark.Href, mark.From, mark.To).ShouldBe(("gpu", "h200", "/gpus?host=lab-gpu-1", At, At.AddMinutes(1)));
        mark.Text.ShouldStartWith("XID 94 on lab-gpu-1, GPU 2: ");
        LedgerMarks.Of(Entry("elsewhere", 0), Catalog).Service.ShouldBeNull();
    }

    private static LedgerEntry Entry(string host, int? index) => new(1, host, "GPU-x", index, "NVIDIA H200", GpuEventKind.Xid, 94, At, At.AddMinutes(1), 3, null, null, null, null);
}
