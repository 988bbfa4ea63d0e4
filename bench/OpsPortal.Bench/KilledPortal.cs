using System.Diagnostics;
using OpsPortal.BrowserTests.Infrastructure;
using OpsPortal.Tests;

namespace OpsPortal.Bench;

/// <summary>A portal process of the bench's own that can be killed (SIGKILL) and started again.</summary>
/// <param name="settings">Its environment, beside its address.</param>
internal sealed class KilledPortal(IReadOnlyDictionary<string, string> settings) : IAsyncDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(2) };
    private Process? _process;

    public int Port { get; } = FreePorts.One();

    public int Pid => _process!.Id;

    /// <summary>Returns when it says that it is ready.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = RepositoryRoot.Path, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(RepositoryRoot.Path, "src/OpsPortal/bin/Release/net10.0/OpsPortal.dll"));
        start.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{Port}";
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        while (!await IsUpAsync())
            await Task.Delay(50);
    }

    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>A counter of its /metrics.</summary>
    public async Task<long> CountAsync(string series, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{Port}/metrics") { Headers = { Authorization = new("Bearer", token) } };
        using var answer = await _http.SendAsync(request);
        var line = (await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync()).Split('\n').FirstOrDefault(line => line.StartsWith(series, StringComparison.Ordinal));
        return line is null ? 0 : (long)double.Parse(line[(line.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
            await KillAsync();
        _http.Dispose();
    }

    private async Task<bool> IsUpAsync()
    {
        try
        {
            using var answer = await _http.GetAsync($"http://127.0.0.1:{Port}/ready");
            return answer.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return _process!.HasExited ? throw new InvalidOperationException("The portal ended.") : false;
        }
    }
}
