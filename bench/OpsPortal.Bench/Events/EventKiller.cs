using System.Diagnostics;
using Npgsql;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.Bench.Events;

/// <summary>Kills the portal or PostgreSQL's process behind it, on purpose inside a transaction or at any time.</summary>
internal sealed class EventKiller(PostgresProcess postgres, KilledPortal portal)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>
    /// A backend that writes is halted and looked at again: that it still holds a transaction's number says that it is inside one
    /// when the kill comes.
    /// </summary>
    /// <param name="what">portal, backend (SIGKILL: PostgreSQL recovers from its log) or session (PostgreSQL ends it).</param>
    /// <returns>Whether it was inside a transaction.</returns>
    public async Task<bool> KillAsync(string what, bool insideTransaction)
    {
        var backend = insideTransaction ? await HaltWriterAsync() : null;
        switch (what)
        {
            case "portal":
                await portal.KillAsync();
                if (backend is { } halted)
                    await SignalAsync("-CONT", halted);
                await portal.StartAsync();
                break;
            case "backend" when (backend ?? await AnyAsync()) is { } pid:
                await SignalAsync("-KILL", pid);
                await Task.Delay(200);
                await postgres.ReadyAsync();
                break;
            case "session" when (backend ?? await AnyAsync()) is { } pid:
                await SignalAsync("-TERM", pid);
                if (backend is not null)
                    await SignalAsync("-CONT", pid);
                break;
        }
        return backend is not null;
    }

    private async Task<int?> HaltWriterAsync()
    {
        var start = Stopwatch.GetTimestamp();
        await using var observer = await OpenAsync();
        while (Stopwatch.GetElapsedTime(start) < Patience)
        {
            if (await WriterAsync(observer, null) is not { } pid)
                continue;
            await SignalAsync("-STOP", pid);
            if (await WriterAsync(observer, pid) is not null)
                return pid;
            await SignalAsync("-CONT", pid);
        }
        return null;
    }

    private static async Task<int?> WriterAsync(NpgsqlConnection observer, int? pid)
    {
        await using var command = new NpgsqlCommand(
            "SELECT pid FROM pg_stat_activity WHERE backend_xid IS NOT NULL AND query LIKE '%INTO events%' AND pid <> pg_backend_pid() AND ($1::int IS NULL OR pid = $1) LIMIT 1", observer)
        {
            Parameters = { new() { Value = pid is { } known ? known : DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Integer } }, CommandTimeout = 2,
        };
        try
        {
            return (int?)await command.ExecuteScalarAsync();
        }
        catch (NpgsqlException) when (pid is { } halted)
        {
            // Halted in the midst of telling its own state, which nobody can read then.
            await SignalAsync("-CONT", halted);
            return null;
        }
    }

    private async Task<int?> AnyAsync()
    {
        await using var observer = await OpenAsync();
        await using var command = new NpgsqlCommand("SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() ORDER BY random() LIMIT 1", observer);
        return (int?)await command.ExecuteScalarAsync();
    }

    private async Task<NpgsqlConnection> OpenAsync()
    {
        await postgres.ReadyAsync();
        var connection = new NpgsqlConnection(postgres.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    private static async Task SignalAsync(string signal, int pid)
    {
        try
        {
            await PostgresProcess.RunAsync(["kill", signal, $"{pid}"]);
        }
        catch (InvalidOperationException)
        {
            // It ended by itself.
        }
    }
}
