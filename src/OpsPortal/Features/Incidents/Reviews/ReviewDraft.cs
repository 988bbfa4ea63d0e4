using System.Globalization;
using System.Text;
using OpsPortal.Features.Incidents.Pages;
using OpsPortal.Features.Incidents.Reading;
using OpsPortal.Features.Incidents.Response;

namespace OpsPortal.Features.Incidents.Reviews;

/// <summary>A review's first text, in Markdown, from what was recorded: nothing in it is guessed, and what people must add is asked.</summary>
public static class ReviewDraft
{
    private static readonly TimelineKind[] Done = [TimelineKind.Acknowledged, TimelineKind.Investigating, TimelineKind.Mitigating, TimelineKind.Resolved, TimelineKind.Reopened, TimelineKind.Note];

    public static string Write(IncidentDetail detail, ResponseState response)
    {
        var incident = detail.Incident;
        var entries = detail.Timeline.OrderBy(entry => entry.Id).ToArray();
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {incident.Name}: {incident.Title}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{incident.Priority}{(incident.Service is { } service ? $", service {service}" : "")}{(incident.Team is { } team ? $", team {team}" : "")}\n\n");
        if (response.Lead.Length + response.Communications.Length > 0)
            text.Append(CultureInfo.InvariantCulture, $"Lead: {Or(response.Lead)}; communications: {Or(response.Communications)}\n\n");
        if (response.Services.Count > 0)
            text.Append(CultureInfo.InvariantCulture, $"Also touched: {string.Join(", ", response.Services)}\n\n");
        text.Append("## Times\n\n");
        Time(text, "Began", incident.FirstStartAt, null);
        Time(text, "Detected (opened)", incident.OpenedAt, incident.FirstStartAt);
        Time(text, "Taken by somebody", First(entries, TimelineKind.Acknowledged, TimelineKind.Investigating, TimelineKind.Mitigating), incident.OpenedAt);
        Time(text, "Mitigation begun", First(entries, TimelineKind.Mitigating), incident.OpenedAt);
        Time(text, "Resolved", incident.ResolvedAt, incident.OpenedAt);
        text.Append("\n## What fired first\n\n");
        foreach (var alert in detail.Alerts.OrderBy(alert => alert.StartsAt).Take(5))
            text.Append($"- {At(alert.StartsAt)} {alert.Name} {alert.Labels.GetValueOrDefault("instance", "")} {alert.Annotation("summary")}".TrimEnd()).Append('\n');
        if (detail.Alerts.Count == 0)
            text.Append("- no alert; it was declared by hand\n");
        text.Append("\n## What was done\n\n");
        var done = entries.Where(entry => entry.ActorKind == "user" && Done.Contains(entry.Kind)).ToArray();
        foreach (var entry in done)
            text.Append(CultureInfo.InvariantCulture, $"- {At(entry.At)} {entry.ActorName}: {entry.Text.ReplaceLineEndings(" ")}\n");
        if (done.Length == 0)
            text.Append(entries.Any(entry => entry.ActorKind == "user") ? "- no step is recorded\n" : "- nobody did anything\n");
        text.Append(CultureInfo.InvariantCulture, $"\n## Impact on users\n\n{(response.Impact.Length > 0 ? response.Impact : "(to be written)")}\n");
        text.Append("\n## Cause\n\n(to be written)\n\n## What went well, what didn't\n\n(to be written)\n\n## What will be done about it, by whom, until when\n\n");
        foreach (var task in response.Tasks)
            text.Append(CultureInfo.InvariantCulture, $"- [{(task.DoneAt is null ? " " : "x")}] {task.Text}{(task.Owner.Length > 0 ? $" ({task.Owner})" : "")}\n");
        if (response.Tasks.Count == 0)
            text.Append("- (to be written)\n");
        return text.ToString();
    }

    private static string Or(string name) => name.Length == 0 ? "nobody" : name;

    private static DateTimeOffset? First(IEnumerable<TimelineEntry> entries, params TimelineKind[] kinds)
        => entries.Where(entry => entry.ActorKind == "user" && kinds.Contains(entry.Kind)).Select(entry => (DateTimeOffset?)entry.At).FirstOrDefault();

    private static void Time(StringBuilder text, string words, DateTimeOffset? at, DateTimeOffset? from)
        => text.Append(CultureInfo.InvariantCulture, $"- {words}: {(at is { } known ? At(known) + " UTC" : "not recorded")}{(at >= from ? $", {Durations.Words(at.Value - from.Value)} later" : "")}\n");

    private static string At(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
