using Dapper;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Storage;

namespace OpsPortal.Features.Health;

/// <param name="Name">The file's name.</param>
public sealed record AppliedMigration(string Name, DateTimeOffset AppliedAt);

/// <summary>Reads which migrations the database has.</summary>
public sealed class MigrationList(NpgsqlDataSource database, TimeProvider time)
{
    /// <returns>The newest first.</returns>
    public Task<Outcome<IReadOnlyList<AppliedMigration>>> ReadAsync(CancellationToken cancellationToken)
        => database.TryReadAsync<IReadOnlyList<AppliedMigration>>(time, "list of its migrations", async connection => (await connection.QueryAsync<AppliedMigration>(new CommandDefinition(
            "SELECT name, applied_at FROM schema_migrations ORDER BY name DESC", cancellationToken: cancellationToken))).AsList(), cancellationToken);
}
