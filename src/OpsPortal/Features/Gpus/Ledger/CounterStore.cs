using Dapper;
using Npgsql;

namespace OpsPortal.Features.Gpus.Ledger;

/// <summary>The last known energy counters in PostgreSQL.</summary>
internal sealed class CounterStore(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>GPUs that were not seen for this long are forgotten.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    public async Task<IReadOnlyList<GpuCounter>> LoadAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition("DELETE FROM gpu_counters WHERE at < @oldest", new { oldest = time.GetUtcNow() - Kept }, cancellationToken: cancellation));
        var rows = await connection.QueryAsync<(string Host, string Uuid, double Energy, DateTimeOffset At)>(
            new CommandDefinition("SELECT host, gpu_uuid, energy, at FROM gpu_counters", cancellationToken: cancellation));
        return [.. rows.Select(row => new GpuCounter(row.Host, row.Uuid, row.Energy, row.At))];
    }

    public async Task SaveAsync(IReadOnlyList<GpuCounter> counters, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO gpu_counters (host, gpu_uuid, energy, at)
            SELECT * FROM unnest(@hosts, @uuids, @energies, @ats)
            ON CONFLICT (host, gpu_uuid) DO UPDATE SET energy = excluded.energy, at = excluded.at WHERE excluded.at >= gpu_counters.at
            """,
            new
            {
                hosts = counters.Select(c => c.Host).ToArray(), uuids = counters.Select(c => c.Uuid).ToArray(),
                energies = counters.Select(c => c.Energy).ToArray(), ats = counters.Select(c => c.At.UtcDateTime).ToArray(),
            }, cancellationToken: cancellation));
    }
}
