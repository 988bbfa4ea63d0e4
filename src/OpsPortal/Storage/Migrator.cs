using System.Security.Cryptography;
using System.Text;
using Dapper;
using Npgsql;

namespace OpsPortal.Storage;

/// <summary>
/// Applies <c>migrations/NNNN_name.sql</c> in order, each in its own transaction, one replica at a time (advisory lock).
/// What was applied is kept with its checksum; a file that changed after it was applied stops the start with its name.
/// </summary>
public sealed partial class Migrator(NpgsqlDataSource database, IHostEnvironment environment, TimeProvider time, ILogger<Migrator> logger)
{
    private const long MigrationLock = 0x4F70_4D69_6772;

    /// <returns>The names of the migrations that were applied now.</returns>
    /// <exception cref="InvalidOperationException">Files and database contradict each other; the message says which and what to do.</exception>
    public async Task<IReadOnlyList<string>> ApplyAsync(CancellationToken cancellationToken)
    {
        var files = Directory.GetFiles(Path.Combine(environment.ContentRootPath, "migrations"), "*.sql").Order(StringComparer.Ordinal).ToArray();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync("SELECT pg_advisory_lock(@MigrationLock)", new { MigrationLock });
        try
        {
            await connection.ExecuteAsync(
                "CREATE TABLE IF NOT EXISTS schema_migrations (name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL)");
            var applied = (await connection.QueryAsync<(string Name, string Checksum)>("SELECT name, checksum FROM schema_migrations"))
                .ToDictionary(row => row.Name, row => row.Checksum, StringComparer.Ordinal);
            Check(files, applied);
            var now = new List<string>();
            foreach (var file in files.Where(file => !applied.ContainsKey(Path.GetFileName(file))))
            {
                await ApplyAsync(connection, file, cancellationToken);
                now.Add(Path.GetFileName(file));
            }
            return now;
        }
        finally
        {
            await connection.ExecuteAsync("SELECT pg_advisory_unlock(@MigrationLock)", new { MigrationLock });
        }
    }

    private static void Check(string[] files, Dictionary<string, string> applied)
    {
        var names = files.Select(Path.GetFileName).ToHashSet(StringComparer.Ordinal);
        var twice = names.GroupBy(name => name![..4], StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => string.Join(" and ", group)).ToArray();
        if (twice.Length > 0)
            throw new InvalidOperationException($"Two migrations share a number: {string.Join("; ", twice)}. Give the newer one the next free number.");
        var changed = files.Where(file => applied.TryGetValue(Path.GetFileName(file), out var checksum) && checksum != Checksum(file)).Select(Path.GetFileName).ToArray();
        if (changed.Length > 0)
            throw new InvalidOperationException($"These migrations were changed after they were applied: {string.Join(", ", changed)}. Put them back as they were and write a new one.");
        var missing = applied.Keys.Where(name => !names.Contains(name)).ToArray();
        if (missing.Length > 0)
            throw new InvalidOperationException($"The database has migrations that this program doesn't: {string.Join(", ", missing)}. It was used by a newer version; run that one.");
    }

    private async Task ApplyAsync(NpgsqlConnection connection, string file, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        try
        {
            await using (var command = new NpgsqlCommand(await File.ReadAllTextAsync(file, cancellationToken), connection, transaction))
                await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException error)
        {
            throw new InvalidOperationException($"Migration {Path.GetFileName(file)} failed: {error.MessageText} (position {error.Position}).", error);
        }
        await connection.ExecuteAsync(
            "INSERT INTO schema_migrations (name, checksum, applied_at) VALUES (@Name, @Checksum, @At)",
            new { Name = Path.GetFileName(file), Checksum = Checksum(file), At = time.GetUtcNow() }, transaction);
        await transaction.CommitAsync(cancellationToken);
        LogApplied(Path.GetFileName(file));
    }

    private static string Checksum(string file)
        => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(File.ReadAllText(file).ReplaceLineEndings("\n"))));

    [LoggerMessage(8000, LogLevel.Information, "Applied migration {Migration}")]
    private partial void LogApplied(string migration);
}
