using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using OpsPortal.Tests;

namespace OpsPortal.BrowserTests.Infrastructure;

/// <summary>
/// The whole thing as a user starts it: <c>./run.sh</c> with its own ports and data folder, and rules that wait seconds instead
/// of minutes. Ended by SIGTERM to its own process.
/// </summary>
public sealed class Stack : IAsyncDisposable
{
    /// <summary>What the portal waits for Loki here: a test can't sit out the default.</summary>
    public const int LokiTimeoutSeconds = 8;

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(6);

    private readonly Process _run;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<Uri> _link = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Stack(string folder, int firstPort, Process run) => (Folder, FirstPort, _run) = (folder, firstPort, run);

    /// <summary>The temporary data folder.</summary>
    public string Folder { get; }

    /// <summary>Portal, Prometheus, Alertmanager, node_exporter, PostgreSQL follow each other from here; the lab's ports follow them.</summary>
    public int FirstPort { get; }

    public int Pid => _run.Id;

    public Uri Portal => new($"http://127.0.0.1:{FirstPort}");

    public Uri Prometheus => new($"http://127.0.0.1:{FirstPort + 1}");

    public Uri Lab => new($"http://127.0.0.1:{FirstPort + 5 + 10}");

    /// <summary>Loki's HTTP API, which the lab serves.</summary>
    public Uri Loki => Lab;

    /// <summary>The one-time sign-in link.</summary>
    public Uri SignInLink => _link.Task.Result;

    /// <summary>For reading what the portal wrote, with the password that run.sh made.</summary>
    public string ConnectionString => $"Host=127.0.0.1;Port={FirstPort + 4};Username=opsportal;Database=opsportal;Password={File.ReadAllText(Path.Combine(Folder, "secrets", "postgres.password")).Trim()}";

    /// <param name="settings">Further environment, for servers that run elsewhere.</param>
    public static async Task<Stack> StartAsync(IReadOnlyDictionary<string, string>? settings = null)
    {
        var folder = Directory.CreateTempSubdirectory("opsportal-e2e-").FullName;
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        var first = FreePorts.Run(5 + 11);
        var start = new ProcessStartInfo(Path.Combine(RepositoryRoot.Path, "run.sh"), "--no-build")
        {
            WorkingDirectory = RepositoryRoot.Path, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        };
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["OPSPORTAL_DATA"] = folder, ["OPSPORTAL_PORT"] = $"{first}", ["PROMETHEUS_PORT"] = $"{first + 1}", ["ALERTMANAGER_PORT"] = $"{first + 2}",
            ["NODE_EXPORTER_PORT"] = $"{first + 3}", ["POSTGRES_PORT"] = $"{first + 4}", ["LAB_BASE_PORT"] = $"{first + 5}", ["HISTORY_DAYS"] = "3",
            ["OPSPORTAL_DEPLOY"] = FastDeploy.Write(folder), ["Loki__TimeoutSeconds"] = $"{LokiTimeoutSeconds}",
        }.Concat(settings ?? new Dictionary<string, string>()))
            start.Environment[name] = value;
        var stack = new Stack(folder, first, Process.Start(start)!);
        stack._run.OutputDataReceived += (_, line) => stack.Read(line.Data);
        stack._run.ErrorDataReceived += (_, line) => stack.Read(line.Data);
        stack._run.BeginOutputReadLine();
        stack._run.BeginErrorReadLine();
        var ended = stack._run.WaitForExitAsync();
        if (await Task.WhenAny(stack._link.Task, ended, Task.Delay(StartLimit)) != stack._link.Task)
        {
            await stack.DisposeAsync();
            throw new InvalidOperationException("run.sh did not come up:\n" + stack._output);
        }
        return stack;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_run.HasExited)
        {
            _ = Kill(_run.Id, 15);
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            await _run.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        if (!_run.HasExited)
            _run.Kill(entireProcessTree: true);
        _run.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private void Read(string? line)
    {
        if (line is null)
            return;
        lock (_output)
            _output.AppendLine(line);
        var at = line.IndexOf("http://127.0.0.1", StringComparison.Ordinal);
        if (at >= 0 && line.Contains("/signin/link?key=", StringComparison.Ordinal))
            _link.TrySetResult(new Uri(line[at..].Split(' ', '\u001b')[0]));
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int pid, int signal);
}
