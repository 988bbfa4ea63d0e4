using Dapper;
using Npgsql;
using OpsPortal.Domain;

namespace OpsPortal.Features.Health;

/// <param name="Name">The file's name.</param>
public sealed record AppliedMigration(string Name, DateTimeOffset AppliedAt);

/// <summary>Reads which migrations the database has.</summary>
public sealed class MigrationList(NpgsqlDataSource database, TimeProvider time)
{
    /// <returns>The newest first.</returns>
    public async Task<Outcome<IReadOnlyList<AppliedMigration>>> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            var rows = (await connection.QueryAsync<AppliedMigration>(new CommandDefinition(
                "SELECT name, applied_at FROM schema_migrations ORDER BY name DESC", cancellationToken: cancellationToken))).AsList();
            return Outcome<IReadOnlyList<AppliedMigration>>.Ok(rows, time.GetUtcNow());
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            return Outcome<IReadOnlyList<AppliedMigration>>.Unavailable("The portal's database can't be reached now: " + error.Message, time.GetUtcNow());
        }
    }
}
