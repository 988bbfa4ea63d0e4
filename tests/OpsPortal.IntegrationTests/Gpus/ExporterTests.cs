using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using OpsPortal.Features.Gpus;
using OpsPortal.Gpu;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Gpus;

/// <summary>Pages that real exporters served, scraped by a real Prometheus, and what the portal makes of them.</summary>
public sealed class ExporterTests(PostgresServer postgres)
{
    [Fact]
    public async Task Read_RecordedExporterPages_ShowTheirHostsAsFromAnExporter()
    {
        await using var h200 = new Page("page-h200.prom");
        await using var l40s = new Page("page-l40s.prom");
        await using var dcgm = new Page("dcgm-exporter-h100x8.prom");
        await using var prometheus = await PrometheusServer.StartScrapingAsync(h200.Address, l40s.Address, dcgm.Address);
        await Eventually.EqualAsync(() => Task.FromResult(Math.Min(Math.Min(h200.Served, l40s.Served), dcgm.Served) >= 2), true);
        await using var portal = await PortalHost.StartAsync(postgres, new() { ["Prometheus:Url"] = prometheus.Url });
        var hosts = portal.Services.GetRequiredService<GpuHosts>();

        await Eventually.EqualAsync(() => Task.FromResult(hosts.All.Count), 3, TimeSpan.FromSeconds(30));

        hosts.All.ShouldAllBe(host => host.Source == GpuSource.Exporter);
        foreach (var (page, card) in new[] { (h200, "NVIDIA H200"), (l40s, "NVIDIA L40S") })
        {
            var one = hosts.Find(page.Address).ShouldNotBeNull("nvidia_gpu_exporter is known by its address alone").Snapshot(0);
            one.Info!.Gpus.Single().Name.ShouldBe(card);
            one.Info.Gpus.Single().MemoryTotal.ShouldBe((long)page.Value("nvidia_smi_memory_total_bytes"));
            one.Last!.Frame.Utilization.ShouldBe([page.Value("nvidia_smi_utilization_gpu_ratio") * 100]);
            one.Last.Frame.MemoryUsed.ShouldBe([(long)page.Value("nvidia_smi_memory_used_bytes")]);
            one.Last.Frame.Temperature.ShouldBe([page.Value("nvidia_smi_temperature_gpu")]);
            one.Last.Frame.Power.ShouldBe([page.Value("nvidia_smi_power_draw_watts")]);
            one.Last.Frame.Processes.ShouldBeNull("an exporter tells of no processes: unknown is not none");
        }

        var eight = hosts.Find("gpu-node-1")!.Snapshot(0);
        eight.Info!.Gpus.Select(gpu => gpu.Name).Distinct().ShouldBe(["NVIDIA H100 80GB HBM3"]);
        eight.Last!.Frame.Temperature![..3].ShouldBe([30, 29, 26]);
        eight.Last.Frame.At.ShouldBeLessThanOrEqualTo(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), "a frame's time is the scrape's");
    }

    /// <summary>Serves one text to whoever asks.</summary>
    private sealed class Page : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly string _text;
        private int _served;

        public Page(string file)
        {
            _text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "gpu", file));
            _listener.Start();
            Address = $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";
            _ = ServeAsync();
        }

        public string Address { get; }

        public int Served => _served;

        public double Value(string metric) => _text.Split('\n')
            .Where(line => line.StartsWith(metric + "{", StringComparison.Ordinal))
            .Select(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture))
            .Single();

        public ValueTask DisposeAsync()
        {
            _listener.Dispose();
            return ValueTask.CompletedTask;
        }

        private async Task ServeAsync()
        {
            var body = Encoding.UTF8.GetBytes(_text);
            var head = Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n");
            try
            {
                while (true)
                {
                    using var client = await _listener.AcceptTcpClientAsync();
                    var stream = client.GetStream();
                    _ = await stream.ReadAsync(new byte[8192]);
                    await stream.WriteAsync(head);
                    await stream.WriteAsync(body);
                    _served++;
                }
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException or IOException)
            {
                // Ended.
            }
        }
    }
}
