using System.Diagnostics;
using Npgsql;

namespace OpsPortal.IntegrationTests.Infrastructure;

/// <summary>A real PostgreSQL in a folder of its own on a free port of 127.0.0.1, ended by its own process id; it can be stopped and started again.</summary>
internal sealed class PostgresProcess : IAsyncDisposable
{
    private readonly bool _isDurable;
    private readonly string _folder = Directory.CreateTempSubdirectory("opsportal-pg-").FullName;
    private readonly int _port = FreePort.Next();
    private Process? _process;

    private PostgresProcess(bool isDurable) => _isDurable = isDurable;

    /// <summary>Of the server's own database, as its superuser.</summary>
    public string ConnectionString => $"Host=127.0.0.1;Port={_port};Username=postgres;Database=postgres";

    public int Pid => _process!.Id;

    /// <summary>Makes the data folder and starts.</summary>
    /// <param name="isDurable">Commits are on the disk before they are answered, as where people work; tests are faster without.</param>
    public static async Task<PostgresProcess> CreateAsync(bool isDurable)
    {
        var server = new PostgresProcess(isDurable);
        if (Environment.IsPrivilegedProcess)
            await RunAsync("chown", "postgres", server._folder);
        await RunAsync([.. AsPostgres, Tool("initdb"), "-D", server.Data, "-U", "postgres", "-A", "trust", "-N", "-E", "UTF8", "--locale=C"]);
        await server.StartAsync();
        return server;
    }

    /// <summary>Returns when it takes connections.</summary>
    public async Task StartAsync()
    {
        string[] fast = _isDurable ? [] : ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"];
        _process = Start([
            .. AsPostgres, Tool("postgres"), "-D", Data, "-p", _port.ToString(), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=300", .. fast,
        ]);
        await ReadyAsync();
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

    /// <param name="signal">INT sends clients away and writes everything; QUIT stops at once, as a crash does.</param>
    public async Task StopAsync(string signal = "INT")
    {
        if (_process is not { HasExited: false } process)
            return;
        await RunAsync("kill", "-" + signal, process.Id.ToString());
        if (!process.WaitForExit(TimeSpan.FromSeconds(10)))
            process.Kill(entireProcessTree: true);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process?.Dispose();
        await RunAsync("rm", "-rf", _folder);
    }

    private string Data => Path.Combine(_folder, "data");

    // PostgreSQL refuses to run as root. setpriv becomes the program that it starts, so the process id is PostgreSQL's own.
    private static string[] AsPostgres => Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] : [];

    private static string Tool(string name)
        => Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0)
                .Select(folder => Path.Combine(folder, "bin", name)).FirstOrDefault(File.Exists) ?? name
            : name;

    internal static async Task RunAsync(params string[] command)
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
