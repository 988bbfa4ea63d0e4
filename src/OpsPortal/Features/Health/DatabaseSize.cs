using Dapper;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Storage;

namespace OpsPortal.Features.Health;

/// <param name="Bytes">With its indexes and all of its partitions.</param>
/// <param name="Rows">As PostgreSQL last estimated them.</param>
public sealed record TableSize(string Name, long Bytes, long Rows);

/// <param name="Bytes">The whole database.</param>
/// <param name="Largest">The largest tables, the largest first.</param>
public sealed record DatabaseSize(long Bytes, IReadOnlyList<TableSize> Largest)
{
    private const int Most = 8;

    // Sizes are summed over all files of the database: the pace of the page, whoever looks.
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(15);

    public static SharedReading<DatabaseSize> Shared(NpgsqlDataSource database, TimeProvider time) => new(() => ReadAsync(database, time, CancellationToken.None), Pace, time);

    /// <summary>What grows in the database.</summary>
    public static Task<Outcome<DatabaseSize>> ReadAsync(NpgsqlDataSource database, TimeProvider time, CancellationToken cancellationToken)
        => database.TryReadAsync(time, "sizes of its tables", async connection => new DatabaseSize(
            await connection.ExecuteScalarAsync<long>(new CommandDefinition("SELECT pg_database_size(current_database())", cancellationToken: cancellationToken)),
            (await connection.QueryAsync<TableSize>(new CommandDefinition(
                """
                SELECT coalesce(pg_partition_root(c.oid), c.oid)::regclass::text AS name,
                       sum(pg_total_relation_size(c.oid))::bigint AS bytes, sum(greatest(c.reltuples, 0))::bigint AS rows
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema')
                GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT @Most
                """, new { Most }, cancellationToken: cancellationToken))).AsList()), cancellationToken);
}
