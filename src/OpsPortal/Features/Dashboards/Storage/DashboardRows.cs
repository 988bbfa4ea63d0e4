using Dapper;
using Npgsql;
using OpsPortal.Domain;

namespace OpsPortal.Features.Dashboards.Storage;

/// <summary>The SQL of saved dashboards.</summary>
internal sealed class DashboardRows(NpgsqlDataSource database)
{
    internal sealed record Head(string Uid, string Title, string[] Tags, string Folder, int Version, DateTimeOffset UpdatedAt, string UpdatedBy, bool Deleted)
    {
        // For Dapper, which fills properties but can't call a constructor that takes an array.
        private Head()
            : this("", "", [], "", 0, default, "", false)
        {
        }
    }

    private const string HeadColumns = "uid, title, tags, folder, version, updated_at, updated_by, deleted_at IS NOT NULL AS deleted";

    public async Task<IReadOnlyList<Head>> ListAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<Head>(new CommandDefinition($"SELECT {HeadColumns} FROM dashboards WHERE deleted_at IS NULL ORDER BY lower(title), uid", cancellationToken: cancellationToken))).AsList();
    }

    /// <returns>Those that were taken away, the last one first.</returns>
    public async Task<IReadOnlyList<DeletedDashboard>> DeletedAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<(string Uid, string Title, string[] Tags, int Version, DateTimeOffset DeletedAt, string DeletedBy)>(new CommandDefinition(
            "SELECT uid, title, tags, version, deleted_at, coalesce(deleted_by, '') FROM dashboards WHERE deleted_at IS NOT NULL ORDER BY deleted_at DESC LIMIT 500", cancellationToken: cancellationToken));
        return [.. rows.Select(row => new DeletedDashboard(row.Uid, row.Title, row.Tags, row.Version, row.DeletedAt, row.DeletedBy))];
    }

    public async Task<Head?> FindAsync(string uid, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<Head>(new CommandDefinition($"SELECT {HeadColumns} FROM dashboards WHERE uid = @uid", new { uid }, cancellationToken: cancellationToken));
    }

    public async Task<string?> JsonAsync(string uid, int version, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<string>(new CommandDefinition(
            "SELECT json FROM dashboard_versions WHERE uid = @uid AND version = @version", new { uid, version }, cancellationToken: cancellationToken));
    }

    public async Task<IReadOnlyList<DashboardVersion>> VersionsAsync(string uid, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<DashboardVersion>(new CommandDefinition(
            "SELECT version, title, author_name AS author, message, created_at FROM dashboard_versions WHERE uid = @uid ORDER BY version DESC LIMIT 500", new { uid }, cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>The head, held until the transaction ends.</summary>
    public static Task<Head?> LockAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string uid, CancellationToken cancellationToken)
        => connection.QuerySingleOrDefaultAsync<Head>(new CommandDefinition($"SELECT {HeadColumns} FROM dashboards WHERE uid = @uid FOR UPDATE", new { uid }, transaction, cancellationToken: cancellationToken));

    /// <returns>False when somebody else made one with this uid at the same moment.</returns>
    public static async Task<bool> InsertAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Head head, CancellationToken cancellationToken)
        => await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO dashboards (uid, title, tags, folder, version, updated_at, updated_by)
            VALUES (@Uid, @Title, @Tags, @Folder, @Version, @UpdatedAt, @UpdatedBy) ON CONFLICT DO NOTHING
            """, head, transaction, cancellationToken: cancellationToken)) == 1;

    public static Task UpdateAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Head head, CancellationToken cancellationToken)
        => connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE dashboards SET title = @Title, tags = @Tags, version = @Version, updated_at = @UpdatedAt, updated_by = @UpdatedBy, deleted_at = NULL, deleted_by = NULL
            WHERE uid = @Uid
            """, head, transaction, cancellationToken: cancellationToken));

    public static Task AddVersionAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Head head, string json, string message, Actor actor, CancellationToken cancellationToken)
        => connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO dashboard_versions (uid, version, title, json, message, author_kind, author_id, author_name, created_at)
            VALUES (@Uid, @Version, @Title, @json, @message, @kind, @Id, @Name, @UpdatedAt)
            """,
            new { head.Uid, head.Version, head.Title, json, message, kind = actor.Kind.ToString().ToLowerInvariant(), actor.Id, actor.Name, head.UpdatedAt }, transaction, cancellationToken: cancellationToken));

    /// <returns>False when there was nothing to change.</returns>
    public static async Task<bool> SetDeletedAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, string uid, DateTimeOffset? at, string? by, CancellationToken cancellationToken)
        => await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE dashboards SET deleted_at = @at, deleted_by = @by WHERE uid = @uid AND (deleted_at IS NULL) = (@at::timestamptz IS NOT NULL)",
            new { uid, at, by }, transaction, cancellationToken: cancellationToken)) == 1;
}
