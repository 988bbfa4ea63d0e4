using Dapper;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Features.Incidents.Steps;
using OpsPortal.Live;
using OpsPortal.Storage;

namespace OpsPortal.Features.Incidents.Response;

/// <summary>One change to how people respond, while its incident is locked.</summary>
internal sealed class ResponseWork(NpgsqlConnection connection, NpgsqlTransaction transaction, AuditLog audit, IncidentRow incident, Actor actor, DateTimeOffset now)
{
    public Actor Actor => actor;

    public DateTimeOffset Now => now;

    public IncidentRow Incident => incident;

    public Task<int> ExecuteAsync(string sql, object parameters) => connection.ExecuteAsync(sql, parameters, transaction);

    public async Task<T?> OneAsync<T>(string sql, object parameters) => await connection.QuerySingleOrDefaultAsync<T>(sql, parameters, transaction);

    /// <summary>Writes the timeline's entry and the audit log, and commits.</summary>
    public async Task<StepResult> EndAsync(TimelineKind kind, string action, string words, object detail)
    {
        var after = incident with { Version = incident.Version + 1 };
        await IncidentSql.UpdateAsync(connection, transaction, after, [new TimelineDraft(kind, actor, words)], now, default);
        await audit.WriteAsync(connection, transaction, actor, action, incident.Name, detail, default);
        await ChangeFeed.NotifyAsync(connection, transaction, IncidentTopics.Incidents, incident.Number.ToString());
        await transaction.CommitAsync();
        return new StepResult(StepOutcome.Taken, "", after.Version);
    }
}
