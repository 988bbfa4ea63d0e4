using System.Net;
using System.Text;
using OpsPortal.Gpu;
using OpsPortal.GpuAgent.Metrics;
using OpsPortal.Tests.Gpu;

namespace OpsPortal.Tests.GpuAgent;

public sealed class AgentPageTests
{
    private readonly FakeClock _clock = new(GpuFrames.Now);
    private readonly AgentPage _page;

    public AgentPageTests() => _page = new AgentPage([], "gpu-host-1", _clock);

    [Fact]
    public void Write_Frame_HasTheSeedsNamesAndTheDcgmExporters()
    {
        _page.Take(GpuFrames.Of(gpus: 2) with { Energy = [1.5, 2], HeldByPower = [0.25, null], MemoryReserved = [644_874_240, 0] });

        var text = Write();

        text.ShouldContain("gpu_utilization_percent{gpu_id=\"0\",gpu_name=\"NVIDIA H200\",uuid=\"GPU-c4529c8d-69c4-b61d-e0bc-7b2460096000\",host=\"gpu-host-1\"} 90\n");
        foreach (var name in (string[])["gpu_memory_used_bytes", "gpu_memory_total_bytes", "gpu_temperature_celsius", "gpu_power_usage_watts"])
            text.ShouldContain($"\n{name}{{gpu_id=\"1\",gpu_name=\"NVIDIA H200\"");
        text.ShouldContain("gpu_throttle_seconds_total{gpu_id=\"0\",gpu_name=\"NVIDIA H200\",uuid=\"GPU-c4529c8d-69c4-b61d-e0bc-7b2460096000\",host=\"gpu-host-1\",reason=\"power\"} 0.25\n");
        text.ShouldNotContain("reason=\"thermal\"", Case.Sensitive, "what is unknown is left out");
        text.ShouldContain("DCGM_FI_DEV_FB_USED{gpu=\"0\",UUID=\"GPU-c4529c8d-69c4-b61d-e0bc-7b2460096000\",pci_bus_id=\"00000000:80:00.0\",device=\"nvidia0\",modelName=\"NVIDIA H200\",Hostname=\"gpu-host-1\"} 127729\n");
        text.ShouldContain("DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{gpu=\"0\"");
    }

    [Fact]
    public void Write_CountersWhileSomebodyLooks_HaveTheDcgmExportersNamesAndUnits()
    {
        _page.Take(GpuFrames.Of(gpus: 2) with { TensorActivity = [37.5, null], LinkSentRate = [2e9, null] });

        var text = Write();

        text.Split('\n').Single(line => line.StartsWith("DCGM_FI_PROF_PIPE_TENSOR_ACTIVE{", StringComparison.Ordinal)).ShouldEndWith(" 0.375");
        text.Split('\n').Single(line => line.StartsWith("DCGM_FI_PROF_NVLINK_TX_BYTES{", StringComparison.Ordinal)).ShouldContain("gpu=\"0\"");
        text.ShouldNotContain("DCGM_FI_PROF_SM_ACTIVE", Case.Sensitive, "what was not read is left out");
    }

    [Fact]
    public void Write_OldFrame_LeavesItsFiguresOut()
    {
        _page.Take(GpuFrames.Of(gpus: 1));
        _clock.Advance(TimeSpan.FromSeconds(20));

        var text = Write();

        text.ShouldNotContain("gpu_utilization_percent");
        text.ShouldContain("gpu_agent_build_info");
    }

    [Fact]
    public void Write_LostGpuAndXids_AreCounted()
    {
        var at = GpuFrames.Now.ToUnixTimeMilliseconds();
        var xid = new GpuEvent { Gpu = 1, Kind = GpuEventKind.Xid, Code = 79, At = at };
        _page.Take(GpuFrames.Of(gpus: 2) with { Events = [xid, xid], Errors = [null, "GPU is lost: it has fallen off the bus"] });

        var text = Write();

        text.ShouldContain("gpu_xid_errors_total{gpu_id=\"1\",xid=\"79\",host=\"gpu-host-1\"} 2\n");
        text.ShouldContain("DCGM_FI_DEV_XID_ERRORS{gpu=\"1\",Hostname=\"gpu-host-1\"} 79\n");
        text.Split('\n').Count(line => line.StartsWith("gpu_up{") && line.EndsWith(" 0")).ShouldBe(1);
    }

    [Fact]
    public async Task Serve_MetricsAlone_AnswersThatPathAndNoOther()
    {
        using var stop = new CancellationTokenSource();
        var server = MetricsServer.TryStart(new IPEndPoint(IPAddress.Loopback, FreePort()), text => text.Append("up 1\n"), out var problem);
        server.ShouldNotBeNull(problem);
        var running = server.RunAsync(stop.Token);
        using var client = new HttpClient { BaseAddress = server.Address };

        (await client.GetStringAsync("/metrics")).ShouldBe("up 1\n");
        (await client.GetAsync("/")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await client.PostAsync("/metrics", null)).StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);

        await stop.CancelAsync();
        await running;
    }

    private static int FreePort()
    {
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private string Write()
    {
        var text = new StringBuilder();
        _page.Write(text);
        return text.ToString();
    }
}
