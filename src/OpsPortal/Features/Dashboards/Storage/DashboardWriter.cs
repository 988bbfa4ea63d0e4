using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Features.Dashboards.Import;
using OpsPortal.Features.Dashboards.Model;
using OpsPortal.Live;
using OpsPortal.Storage;

namespace OpsPortal.Features.Dashboards.Storage;

/// <summary>Changes of saved dashboards: each in one transaction with its audit entry and its notice to all pages.</summary>
internal sealed partial class DashboardWriter(NpgsqlDataSource database, AuditLog audit, TimeProvider time)
{
    private const int MaxMessage = 500;
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task<SaveResult> SaveAsync(JsonObject json, string? uid, int expectedVersion, string message, Actor actor, string action, CancellationToken cancellationToken)
    {
        // Read anew: what a caller built may hold what only fails when it is looked at.
        var copy = (JsonObject)SafeJson.Parse(json.ToJsonString(Compact)).Node!;
        uid ??= copy.Str("uid") is { Length: > 0 } own ? own : NewUid();
        if (Check(copy, uid, message) is { Count: > 0 } errors)
            return new SaveResult.Invalid(errors);
        var read = DashboardImport.Read(copy).Dashboard!;
        copy = (JsonObject)read.Source.DeepClone();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var before = await DashboardRows.LockAsync(connection, transaction, uid, cancellationToken);
        // A deleted one is in nobody's way; its versions count on.
        if (before is { Deleted: false } && before.Version != expectedVersion || before is null or { Deleted: true } && expectedVersion > (before?.Version ?? 0))
            return await ConflictAsync(connection, transaction, uid, before, cancellationToken);
        var head = new DashboardRows.Head(uid, read.Title, [.. read.Tags], "", (before?.Version ?? 0) + 1, Now(), actor.Name, false);
        copy["uid"] = uid;
        copy["version"] = head.Version;
        if (before is not null)
            await DashboardRows.UpdateAsync(connection, transaction, head, cancellationToken);
        else if (!await DashboardRows.InsertAsync(connection, transaction, head, cancellationToken))
            return await ConflictAsync(connection, transaction, uid, await DashboardRows.LockAsync(connection, transaction, uid, cancellationToken), cancellationToken);
        await DashboardRows.AddVersionAsync(connection, transaction, head, copy.ToJsonString(Compact), message.Trim(), actor, cancellationToken);
        await FinishAsync(connection, transaction, actor, before is null ? "dashboard.create" : action, uid, new { head.Version, head.Title, Message = message.Trim() }, cancellationToken);
        return new SaveResult.Saved(uid, head.Version);
    }

    public async Task<bool> SetDeletedAsync(string uid, bool deleted, Actor actor, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await DashboardRows.SetDeletedAsync(connection, transaction, uid, deleted ? Now() : null, deleted ? actor.Name : null, cancellationToken))
            return false;
        await FinishAsync(connection, transaction, actor, deleted ? "dashboard.delete" : "dashboard.undelete", uid, null, cancellationToken);
        return true;
    }

    private async Task FinishAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Actor actor, string action, string uid, object? detail, CancellationToken cancellationToken)
    {
        await audit.WriteAsync(connection, transaction, actor, action, "dashboard:" + uid, detail, cancellationToken);
        await ChangeFeed.NotifyAsync(connection, transaction, DashboardLibrary.Topic, uid);
        await transaction.CommitAsync(cancellationToken);
    }

    private static List<string> Check(JsonObject json, string uid, string message)
    {
        var errors = new List<string>();
        if (!Uid().IsMatch(uid))
            errors.Add($"The uid “{HostileText.Cut(uid, 60)}” must be 1 to 40 letters, digits, “-” or “_”.");
        var read = DashboardImport.Read(json);
        errors.AddRange(read.Errors);
        if (read.Dashboard is { Title.Length: > 200 })
            errors.Add("The title is longer than 200 characters.");
        if (message.Length > MaxMessage)
            errors.Add($"The message is longer than {MaxMessage} characters.");
        if (errors.Count == 0 && json.ToJsonString(Compact).Length > DashboardImport.MaxLength)
            errors.Add($"It is larger than {DashboardImport.MaxLength / 1024 / 1024} MiB.");
        return errors;
    }

    private static async Task<SaveResult> ConflictAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, string uid, DashboardRows.Head? theirs, CancellationToken cancellationToken)
    {
        await transaction.RollbackAsync(cancellationToken);
        return theirs is null
            ? new SaveResult.Invalid([$"There is no saved version of “{uid}” any more; save it as a new one."])
            : new SaveResult.Conflict(new DashboardVersion(theirs.Version, theirs.Title, theirs.UpdatedBy, await MessageAsync(connection, theirs, cancellationToken), theirs.UpdatedAt));
    }

    private static async Task<string> MessageAsync(NpgsqlConnection connection, DashboardRows.Head head, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT message FROM dashboard_versions WHERE uid = $1 AND version = $2", connection);
        command.Parameters.AddWithValue(head.Uid);
        command.Parameters.AddWithValue(head.Version);
        return await command.ExecuteScalarAsync(cancellationToken) as string ?? "";
    }

    // PostgreSQL keeps microseconds.
    private DateTimeOffset Now()
    {
        var now = time.GetUtcNow();
        return new DateTimeOffset(now.Ticks - now.Ticks % 10, TimeSpan.Zero);
    }

    private static string NewUid() => RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz23456789", 14);

    [GeneratedRegex("^[A-Za-z0-9_-]{1,40}$")]
    private static partial Regex Uid();
}
