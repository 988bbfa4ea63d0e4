using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Features.OnCall.Escalation;
using OpsPortal.Features.OnCall.Storage;

namespace OpsPortal.Features.OnCall.Running;

/// <summary>Turns a step's call into messages and a line on the incident's timeline, in one transaction.</summary>
internal sealed class Caller(INotifications notifications, IIncidentDesk incidents, IPeople people)
{
    private static readonly Actor By = Actor.System("escalation");

    public async Task CallAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, OnCallBook book, EscalationRow row, IncidentState incident, Call call, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var notice = AnnouncementOf(row, incident, call);
        var words = call.Target switch
        {
            TargetKind.Channel => await ChannelAsync(connection, transaction, call, notice, cancellationToken),
            TargetKind.Person => await PersonAsync(connection, transaction, call.TargetId, "", notice, cancellationToken),
            _ => await ScheduleAsync(connection, transaction, book, call, notice, now, cancellationToken),
        };
        await incidents.WriteAsync(connection, transaction, incident.Number, By, (call.IsReminder ? "Reminder: " : $"Step {call.Step + 1}{(call.Round > 0 ? $", round {call.Round + 1}" : "")}: ") + words, cancellationToken);
    }

    private async Task<string> ChannelAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Call call, Announcement notice, CancellationToken cancellationToken)
        => Guid.TryParse(call.TargetId, out var id) && await notifications.TellChannelAsync(connection, transaction, id, notice, cancellationToken) is { } name
            ? $"told the channel {name}." : "the channel is gone, nobody was told.";

    private async Task<string> ScheduleAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, OnCallBook book, Call call, Announcement notice, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(call.TargetId, out var id) || book.PlanOf(id) is not { } plan)
            return "the schedule is gone, nobody was told.";
        var name = book.Schedules.First(one => one.Id == id).Body.Name;
        return plan.PersonAt(now) is { } person
            ? await PersonAsync(connection, transaction, person, $" (on call by {name})", notice, cancellationToken) : $"nobody is on call by {name}.";
    }

    private async Task<string> PersonAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string id, string why, Announcement notice, CancellationToken cancellationToken)
    {
        var who = (await people.ListAsync(cancellationToken)).Value?.FirstOrDefault(person => person.Id == id);
        var name = who?.Name ?? "somebody without an account";
        if (who is { CanRespond: false })
            return $"{name}{why} has no right to respond any more and was not told.";
        var ways = await notifications.TellPersonAsync(connection, transaction, id, notice, cancellationToken);
        return ways.Count == 0
            ? $"{name}{why} has no way to be told, and was not." : $"told {name}{why} by {string.Join(", ", ways)}.";
    }

    private static Announcement AnnouncementOf(EscalationRow row, IncidentState incident, Call call)
    {
        var key = $"escalation:{row.Incident}:{row.Beginning}:" + (call.IsReminder ? $"reminder:{call.Round}:{row.UpdatedAt.UtcTicks}" : $"{call.Round}:{call.Step}");
        var title = $"P{incident.Priority} INC-{incident.Number}: {incident.Title}";
        return call.IsReminder
            ? new Announcement(key, AnnouncementKind.Reminder, "Still on it? " + title, "You acknowledged it, and nothing was heard since. Write what you see, or resolve it.", incident.Href, call.Important, incident.Number, incident.Priority)
            : new Announcement(key, AnnouncementKind.Call, title, incident.Service is null ? "" : $"Service: {incident.Service}", incident.Href, call.Important, incident.Number, incident.Priority);
    }
}
