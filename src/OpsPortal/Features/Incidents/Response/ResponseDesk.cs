using System.Security.Claims;
using Dapper;
using Microsoft.AspNetCore.Authorization;
using Npgsql;
using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Features.Incidents.Steps;
using OpsPortal.Storage;

namespace OpsPortal.Features.Incidents.Response;

/// <summary>
/// Changes how people respond to an incident: each change, its entry on the timeline and in the audit log are one transaction
/// under the incident's lock. What another wrote over the text that somebody saw is not lost: the change is refused and shows it.
/// </summary>
public sealed class ResponseDesk(NpgsqlDataSource database, AuditLog audit, IAuthorizationService authorization, ServiceCatalog catalog, TimeProvider time)
{
    /// <summary>Files larger than this are refused.</summary>
    public const int MostBytes = 10 * 1024 * 1024;

    private const int MostTasks = 100;
    private const int MostFiles = 50;
    private const int LongestName = 200;
    private const int LongestText = 10_000;

    /// <param name="seen">The text that the person changed.</param>
    public Task<StepResult> WriteAsync(ClaimsPrincipal person, long number, ResponseText what, string seen, string text, CancellationToken cancellationToken)
        => ActAsync(person, number, async work =>
        {
            text = DeskGuard.Storable(text.Trim());
            if (text.Length > (what == ResponseText.Impact ? LongestText : LongestName))
                return DeskGuard.Refuse(what == ResponseText.Impact ? "The text is longer than 10,000 characters." : "The name is longer than 200 characters.");
            var column = what.ToString().ToLowerInvariant();
            var now = await work.OneAsync<string>($"SELECT {column} FROM incident_response WHERE incident_number = @number", new { number }) ?? "";
            if (now == text)
                return new StepResult(StepOutcome.Taken, "", work.Incident.Version);
            if (now != seen)
                return DeskGuard.Refuse($"Somebody changed it meanwhile to: {(now.Length == 0 ? "(nothing)" : now)}");
            await work.ExecuteAsync(
                $"INSERT INTO incident_response (incident_number, {column}) VALUES (@number, @text) ON CONFLICT (incident_number) DO UPDATE SET {column} = @text", new { number, text });
            var (kind, words) = what switch
            {
                ResponseText.Lead => (TimelineKind.Role, text.Length == 0 ? "Nobody leads any more." : $"{text} leads."),
                ResponseText.Communications => (TimelineKind.Role, text.Length == 0 ? "Nobody is communications any more." : $"{text} is communications."),
                _ => (TimelineKind.Impact, text.Length == 0 ? "Impact on users: taken back." : $"Impact on users: {text}"),
            };
            return await work.EndAsync(kind, "incident." + column, words, new { from = seen, to = text });
        }, cancellationToken);

    /// <param name="isTouched">False takes it back.</param>
    public Task<StepResult> TouchAsync(ClaimsPrincipal person, long number, string service, bool isTouched, CancellationToken cancellationToken)
        => ActAsync(person, number, async work =>
        {
            if (isTouched && catalog.Find(service) is null)
                return DeskGuard.Refuse("The catalog has no such service.");
            if (work.Incident.Service == service)
                return DeskGuard.Refuse("It is the incident's own service.");
            var changed = await work.ExecuteAsync(
                isTouched ? "INSERT INTO incident_services (incident_number, service) VALUES (@number, @service) ON CONFLICT DO NOTHING"
                    : "DELETE FROM incident_services WHERE incident_number = @number AND service = @service", new { number, service });
            var name = catalog.Find(service)?.Name ?? service;
            return changed == 0 ? new StepResult(StepOutcome.Taken, "", work.Incident.Version)
                : await work.EndAsync(TimelineKind.Impact, "incident.service", isTouched ? $"{name} is touched, too." : $"{name} is not touched.", new { service, isTouched });
        }, cancellationToken);

    /// <param name="id">Made by the page, so that a task is added once.</param>
    public Task<StepResult> AddTaskAsync(ClaimsPrincipal person, long number, Guid id, string text, string owner, CancellationToken cancellationToken)
        => ActAsync(person, number, async work =>
        {
            (text, owner) = (DeskGuard.Storable(text.Trim()), DeskGuard.Storable(owner.Trim()));
            if (text.Length is 0 or > 500)
                return DeskGuard.Refuse(text.Length == 0 ? "Say what is to be done." : "The task is longer than 500 characters.");
            if (owner.Length > LongestName)
                return DeskGuard.Refuse("The name is longer than 200 characters.");
            if (await work.OneAsync<int>("SELECT count(*)::int FROM incident_tasks WHERE incident_number = @number AND removed_at IS NULL", new { number }) >= MostTasks)
                return DeskGuard.Refuse("An incident holds 100 tasks at most.");
            var added = await work.ExecuteAsync(
                "INSERT INTO incident_tasks (id, incident_number, text, owner, added_at, added_by) VALUES (@id, @number, @text, @owner, @Now, @Name) ON CONFLICT DO NOTHING",
                new { id, number, text, owner, work.Now, work.Actor.Name });
            return added == 0 ? new StepResult(StepOutcome.Taken, "", work.Incident.Version)
                : await work.EndAsync(TimelineKind.Task, "incident.task", $"Task{(owner.Length > 0 ? $" for {owner}" : "")}: {text}", new { id, text, owner });
        }, cancellationToken);

    public Task<StepResult> SetTaskAsync(ClaimsPrincipal person, long number, Guid id, bool isDone, CancellationToken cancellationToken)
        => ChangeTaskAsync(person, number, id, isDone ? "Done" : "Not done after all",
            isDone ? "done_at = @Now, done_by = @Name WHERE done_at IS NULL" : "done_at = NULL, done_by = NULL WHERE done_at IS NOT NULL", cancellationToken);

    public Task<StepResult> RemoveTaskAsync(ClaimsPrincipal person, long number, Guid id, CancellationToken cancellationToken)
        => ChangeTaskAsync(person, number, id, "Task taken away", "removed_at = @Now WHERE true", cancellationToken);

    /// <param name="id">Made by the page, so that a file is added once.</param>
    public Task<StepResult> AddFileAsync(ClaimsPrincipal person, long number, Guid id, string name, byte[] content, CancellationToken cancellationToken)
        => ActAsync(person, number, async work =>
        {
            name = Path.GetFileName(DeskGuard.Storable(name.Trim()).Replace('\\', '/'));
            if (name.Length is 0 or > LongestName || content.Length is 0 or > MostBytes)
                return DeskGuard.Refuse(content.Length == 0 ? "The file is empty." : content.Length > MostBytes ? "The file is larger than 10 MiB." : "The file's name is empty or longer than 200 characters.");
            if (await work.OneAsync<int>("SELECT count(*)::int FROM incident_files WHERE incident_number = @number", new { number }) >= MostFiles)
                return DeskGuard.Refuse("An incident holds 50 files at most.");
            var added = await work.ExecuteAsync(
                """
                INSERT INTO incident_files (id, incident_number, name, bytes, picture, content, added_at, added_by)
                VALUES (@id, @number, @name, @Length, @picture, @content, @Now, @by) ON CONFLICT DO NOTHING
                """,
                new { id, number, name, content.Length, picture = PictureTypes.Of(content), content, work.Now, by = work.Actor.Name });
            return added == 0 ? new StepResult(StepOutcome.Taken, "", work.Incident.Version)
                : await work.EndAsync(TimelineKind.File, "incident.file", $"File: {name}", new { id, name, bytes = content.Length });
        }, cancellationToken);

    private Task<StepResult> ChangeTaskAsync(ClaimsPrincipal person, long number, Guid id, string words, string change, CancellationToken cancellationToken)
        => ActAsync(person, number, async work =>
        {
            var text = await work.OneAsync<string>(
                $"UPDATE incident_tasks SET {change} AND id = @id AND incident_number = @number AND removed_at IS NULL RETURNING text", new { id, number, work.Now, work.Actor.Name });
            // Another did the same, or took it away: what is shown next says so.
            return text is null ? new StepResult(StepOutcome.Taken, "", work.Incident.Version)
                : await work.EndAsync(TimelineKind.Task, "incident.task", $"{words}: {text}", new { id, words });
        }, cancellationToken);

    private Task<StepResult> ActAsync(ClaimsPrincipal person, long number, Func<ResponseWork, Task<StepResult>> act, CancellationToken cancellationToken)
        => DeskGuard.ActAsync(authorization, person, async () =>
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            return await connection.QuerySingleOrDefaultAsync<IncidentRow>("SELECT * FROM incidents WHERE number = @number FOR UPDATE", new { number }, transaction) is { } incident
                ? await act(new ResponseWork(connection, transaction, audit, incident, Actor.From(person), time.GetUtcNow()))
                : DeskGuard.Refuse($"There is no {IncidentRow.NameOf(number)}.");
        });
}
