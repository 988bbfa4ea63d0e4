using System.Diagnostics;
using Npgsql;
using OpsPortal.BrowserTests.Infrastructure;

namespace OpsPortal.Bench.Events;

/// <summary>A PostgreSQL of the bench's own with its usual settings: what it has committed is on the disk.</summary>
internal sealed class DurablePostgres : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("opsportal-bench-pg-").FullName;
    private readonly int _port = FreePorts.One();
    private Process? _process;

    public string ConnectionString => $"Host=127.0.0.1;Port={_port};Username=postgres;Database=postgres";

    public int Pid => _process!.Id;

    public static async Task<DurablePostgres> StartAsync()
    {
        var server = new DurablePostgres();
        var data = Path.Combine(server._folder, "data");
        if (Environment.IsPrivilegedProcess)
            await RunAsync(["chown", "postgres", server._folder]);
        await RunAsync([.. AsPostgres, Tool("initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C"]);
        server._process = Start([.. AsPostgres, Tool("postgres"), "-D", data, "-p", $"{server._port}", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="]);
        await server.ReadyAsync();
        return server;
    }

    /// <summary>Waits until it answers, also after it restarted itself.</summary>
    public async Task ReadyAsync()
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException) when (tries < 600 && !_process!.HasExited)
            {
                await Task.Delay(50);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            await RunAsync(["kill", "-INT", $"{_process.Id}"]);
            await _process.WaitForExitAsync();
        }
        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // PostgreSQL refuses to run as root. setpriv becomes the program that it starts, so the process id is PostgreSQL's own.
    private static string[] AsPostgres => Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] : [];

    private static string Tool(string name)
        => Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).Select(folder => Path.Combine(folder, "bin", name)).LastOrDefault(File.Exists) ?? name
            : name;

    internal static async Task RunAsync(string[] command)
    {
        using var process = Start(command);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', command)} ended with {process.ExitCode}.");
    }

    private static Process Start(string[] command)
    {
        var start = new ProcessStartInfo(command[0]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        foreach (var argument in command[1..])
            start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
