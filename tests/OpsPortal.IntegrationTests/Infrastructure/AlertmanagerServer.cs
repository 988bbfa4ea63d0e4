using System.Diagnostics;
using System.Net.Http.Json;

namespace OpsPortal.IntegrationTests.Infrastructure;

/// <summary>A real Alertmanager on a free port with a folder of its own. Without a webhook its alerts go nowhere.</summary>
internal sealed class AlertmanagerServer : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("opsportal-am-");
    private readonly int _port = FreePort.Next();
    private readonly HttpClient _http = new();
    private Process? _process;

    public string Url => $"http://127.0.0.1:{_port}";

    /// <param name="more">Further top-level configuration, like inhibit_rules.</param>
    /// <param name="webhook">Where alerts go.</param>
    public static async Task<AlertmanagerServer> StartAsync(string more = "", Uri? webhook = null)
    {
        var server = new AlertmanagerServer();
        var receiver = webhook is null ? "{name: none}" : $"{{name: none, webhook_configs: [{{url: \"{webhook}\", send_resolved: true}}]}}";
        await File.WriteAllTextAsync(server.Config, $"route: {{receiver: none, group_by: [alertname], group_wait: 1s, group_interval: 1s}}\nreceivers: [{receiver}]\n{more}\n");
        await server.StartAsync();
        return server;
    }

    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("prometheus-alertmanager") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "--config.file=" + Config, "--storage.path=" + Path.Combine(_folder.FullName, "data"), $"--web.listen-address=127.0.0.1:{_port}", "--cluster.listen-address=", "--log.level=error" })
            start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        for (var tries = 0; ; tries++)
        {
            try
            {
                if ((await _http.GetAsync(Url + "/-/ready")).IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException) when (tries < 300 && !_process.HasExited)
            {
                // Not listening yet.
            }
            await Task.Delay(50);
        }
    }

    /// <summary>What Prometheus does: says that alerts fire, or, with an end in the past, that they ended.</summary>
    public async Task PostAsync(params (Dictionary<string, string> Labels, DateTimeOffset StartsAt, DateTimeOffset EndsAt)[] alerts)
        => (await _http.PostAsJsonAsync(Url + "/api/v2/alerts", alerts.Select(one => new { labels = one.Labels, startsAt = one.StartsAt.UtcDateTime, endsAt = one.EndsAt.UtcDateTime }))).EnsureSuccessStatusCode();

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
        _process?.Dispose();
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    private string Config => Path.Combine(_folder.FullName, "alertmanager.yml");
}
