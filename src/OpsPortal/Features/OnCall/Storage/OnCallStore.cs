using Dapper;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Features.OnCall.Escalation;
using OpsPortal.Features.OnCall.Rota;
using OpsPortal.Live;
using OpsPortal.Storage;

namespace OpsPortal.Features.OnCall.Storage;

/// <summary>Changes schedules, policies, rules and stand-ins, each with its audit row. Who saves over somebody else's change is told instead.</summary>
/// <remarks>Methods return what is wrong in words for the person who asked, or null when it is done.</remarks>
internal sealed class OnCallStore(NpgsqlDataSource database, OnCallReader reader, AuditLog audit, TimeProvider time)
{
    /// <summary>Word of the change feed: something of on call changed.</summary>
    public const string Topic = "on-call";

    /// <summary>There is one set of rules.</summary>
    public static readonly Guid RoutesId = new("6f6e6361-6c6c-4000-8000-726f75746573");

    /// <param name="seen">The version that was edited; 0 for a new one.</param>
    public Task<string?> SaveAsync(Actor actor, Guid id, int seen, Schedule schedule, CancellationToken cancellationToken)
        => ScheduleCheck.Problem(schedule) is { } problem ? Task.FromResult<string?>(problem)
            : SaveAsync(actor, id, seen, nameof(Schedule), schedule.Name, schedule with { Name = schedule.Name.Trim() }, cancellationToken);

    /// <param name="seen">The version that was edited; 0 for a new one.</param>
    public Task<string?> SaveAsync(Actor actor, Guid id, int seen, EscalationPolicy policy, CancellationToken cancellationToken)
        => PolicyCheck.Problem(policy) is { } problem ? Task.FromResult<string?>(problem)
            : SaveAsync(actor, id, seen, "Policy", policy.Name, policy with { Name = policy.Name.Trim() }, cancellationToken);

    public Task<string?> SaveAsync(Actor actor, int seen, Routes routes, CancellationToken cancellationToken)
        => routes.Rules.Count > 200 ? Task.FromResult<string?>("At most 200 rules.")
            : routes.Rules.Any(rule => rule.Priorities.Any(priority => priority is < 1 or > 4)) ? Task.FromResult<string?>("Priorities are 1 to 4.")
            : SaveAsync(actor, RoutesId, seen, nameof(Routes), nameof(Routes), routes, cancellationToken);

    /// <summary>Deletes a schedule or a policy that nothing uses any more.</summary>
    public Task<string?> DeleteAsync(Actor actor, Guid id, int seen, CancellationToken cancellationToken) => ChangeAsync(actor, async (connection, transaction) =>
    {
        // All are locked: nobody begins to use it meanwhile.
        await connection.ExecuteAsync(new CommandDefinition("SELECT FROM on_call_documents WHERE deleted_at IS NULL FOR UPDATE", null, transaction, cancellationToken: cancellationToken));
        var book = await reader.ReadAsync(connection, transaction, cancellationToken);
        if (book.PoliciesWith(TargetKind.Schedule, id.ToString()).FirstOrDefault() is { } policy)
            return ($"The policy \"{policy}\" calls it. Change that first.", "", "", null);
        if (book.Routes.Body.Rules.Any(rule => rule.Policy == id))
            return ("A rule chooses it for incidents. Change that first.", "", "", null);
        var name = await connection.QuerySingleOrDefaultAsync<string?>(new CommandDefinition(
            "UPDATE on_call_documents SET deleted_at = @now, version = version + 1 WHERE id = @id AND version = @seen AND deleted_at IS NULL RETURNING name",
            new { id, seen, now = time.GetUtcNow() }, transaction, cancellationToken: cancellationToken));
        return name is null ? (Meanwhile, "", "", null) : (null, "on-call.delete", "on-call:" + id, new { name });
    }, cancellationToken);

    /// <param name="other">The second half of a swap, on the same or another schedule.</param>
    public Task<string?> StandInAsync(Actor actor, Guid schedule, StandIn standIn, (Guid Schedule, StandIn StandIn)? other, CancellationToken cancellationToken)
        => ChangeAsync(actor, async (connection, transaction) =>
        {
            var swap = other is null ? (Guid?)null : Guid.NewGuid();
            (Guid Schedule, StandIn StandIn)[] all = other is { } second ? [(schedule, standIn), second] : [(schedule, standIn)];
            foreach (var (of, one) in all)
            {
                if (ScheduleCheck.Problem(one.From, one.To, time.GetUtcNow()) is { } problem)
                    return (problem, "", "", null);
                var written = await connection.ExecuteAsync(new CommandDefinition(
                    """
                    INSERT INTO on_call_stand_ins (id, schedule_id, from_at, to_at, person, swap, made_at, made_by)
                    SELECT @Id, id, @From, @To, @Person, @swap, @now, @by FROM on_call_documents WHERE id = @of AND kind = 'Schedule' AND deleted_at IS NULL
                    ON CONFLICT (id) DO NOTHING
                    """,
                    new { one.Id, of, one.From, one.To, one.Person, swap, now = time.GetUtcNow(), by = actor.Name }, transaction, cancellationToken: cancellationToken));
                if (written == 0)
                    return ("The schedule is gone, or this was saved already.", "", "", null);
            }
            return (null, swap is null ? "on-call.stand-in" : "on-call.swap", "on-call:" + schedule, all.Select(one => new { one.StandIn.From, one.StandIn.To, one.StandIn.Person, one.Schedule }));
        }, cancellationToken);

    /// <summary>Takes a stand-in back, with the other half of its swap.</summary>
    public Task<string?> RemoveStandInAsync(Actor actor, Guid id, CancellationToken cancellationToken) => ChangeAsync(actor, async (connection, transaction) =>
    {
        var removed = (await connection.QueryAsync<(Guid Schedule, string Person)>(new CommandDefinition(
            """
            UPDATE on_call_stand_ins SET removed_at = @now WHERE removed_at IS NULL
              AND (id = @id OR swap = (SELECT swap FROM on_call_stand_ins WHERE id = @id)) RETURNING schedule_id, person
            """, new { id, now = time.GetUtcNow() }, transaction, cancellationToken: cancellationToken))).AsList();
        return removed.Count == 0 ? ("It is gone already.", "", "", null) : (null, "on-call.stand-in.remove", "on-call:" + removed[0].Schedule, removed.Select(one => one.Person));
    }, cancellationToken);

    private const string Meanwhile = "Somebody changed or deleted it meanwhile. Open it again to see what it is now.";

    private Task<string?> SaveAsync<T>(Actor actor, Guid id, int seen, string kind, string name, T body, CancellationToken cancellationToken)
        => ChangeAsync(actor, async (connection, transaction) =>
        {
            var written = await connection.ExecuteAsync(new CommandDefinition(
                seen == 0
                    ? "INSERT INTO on_call_documents (id, kind, name, version, body, updated_at, updated_by) VALUES (@id, @kind, @name, 1, @json::jsonb, @now, @by) ON CONFLICT (id) DO NOTHING"
                    : "UPDATE on_call_documents SET name = @name, version = version + 1, body = @json::jsonb, updated_at = @now, updated_by = @by WHERE id = @id AND kind = @kind AND version = @seen AND deleted_at IS NULL",
                new { id, kind, name = name.Trim(), json = OnCallJson.Write(body), now = time.GetUtcNow(), by = actor.Name, seen }, transaction, cancellationToken: cancellationToken));
            return written == 0 ? (Meanwhile, "", "", null) : (null, seen == 0 ? "on-call.create" : "on-call.change", "on-call:" + id, new { kind, body });
        }, cancellationToken);

    private async Task<string?> ChangeAsync(
        Actor actor, Func<NpgsqlConnection, NpgsqlTransaction, Task<(string? Problem, string Action, string Subject, object? Detail)>> change, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var (problem, action, subject, detail) = await change(connection, transaction);
            if (problem is not null)
                return problem;
            await audit.WriteAsync(connection, transaction, actor, action, subject, detail, cancellationToken);
            await ChangeFeed.NotifyAsync(connection, transaction, Topic, "");
            await transaction.CommitAsync(cancellationToken);
            return null;
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return "There is one with this name already.";
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            return "Nothing was changed: the portal's database can't be reached now.";
        }
    }
}
