using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using Npgsql;
using OpsPortal.Domain;

namespace OpsPortal.Storage;

/// <summary>
/// Who changed what, when, from where. Each row carries the SHA-256 over the one before it and itself, so a row that is
/// changed or taken out is seen. Written in the transaction of the change: neither is there without the other.
/// </summary>
public sealed class AuditLog(TimeProvider time)
{
    // Writers queue on this lock until their transaction ends: the chain has one end only.
    private const long ChainLock = 0x4F70_4175_6469_74;

    /// <param name="action">The field's verb, dotted: <c>incident.acknowledge</c>.</param>
    /// <param name="subject">What was changed: <c>INC-12</c>, <c>user:anna</c>.</param>
    /// <param name="detail">Anything that serialises to JSON; never a secret.</param>
    public async Task WriteAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Actor actor, string action, string subject, object? detail,
        CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(new CommandDefinition(
            "SELECT pg_advisory_xact_lock(@ChainLock)", new { ChainLock }, transaction, cancellationToken: cancellationToken));
        var previous = await connection.QuerySingleOrDefaultAsync<byte[]>(new CommandDefinition(
            "SELECT hash FROM audit_log ORDER BY id DESC LIMIT 1", null, transaction, cancellationToken: cancellationToken)) ?? new byte[32];
        // PostgreSQL keeps microseconds: the hash must be over what is read back.
        var now = time.GetUtcNow();
        var at = new DateTimeOffset(now.Ticks - now.Ticks % 10, TimeSpan.Zero);
        var json = JsonSerializer.Serialize(detail, JsonSerializerOptions.Web);
        var row = new AuditRow(0, at, actor.Kind.ToString().ToLowerInvariant(), actor.Id, actor.Name, actor.Address, action, subject, json, previous, []);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO audit_log (at, actor_kind, actor_id, actor_name, address, action, subject, detail, previous_hash, hash)
            VALUES (@At, @ActorKind, @ActorId, @ActorName, @Address, @Action, @Subject, @Detail, @PreviousHash, @Hash)
            """,
            row with { Hash = row.ComputeHash() }, transaction, cancellationToken: cancellationToken));
    }
}

/// <summary>A row of the audit log.</summary>
/// <param name="At">UTC, whole microseconds.</param>
/// <param name="Detail">JSON, kept as text so that its bytes stay what was hashed.</param>
public sealed record AuditRow(
    long Id, DateTimeOffset At, string ActorKind, string ActorId, string ActorName, string? Address,
    string Action, string Subject, string Detail, byte[] PreviousHash, byte[] Hash)
{
    public byte[] ComputeHash() => SHA256.HashData([.. PreviousHash, .. Encoding.UTF8.GetBytes(JsonSerializer.Serialize(
        new object?[] { At.UtcTicks, ActorKind, ActorId, ActorName, Address, Action, Subject, Detail }))]);
}
