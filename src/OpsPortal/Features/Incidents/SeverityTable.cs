using System.Globalization;
using System.Text.RegularExpressions;
using OpsPortal.Catalog;

namespace OpsPortal.Features.Incidents;

/// <summary>
/// <c>catalog/severities.yaml</c>: which priority a severity means, which priorities open an incident, and until when
/// somebody must have acknowledged.
/// </summary>
/// <param name="Label">The alert's label that names its severity.</param>
/// <param name="Within">Time to acknowledge; a priority that is not there is due by the end of the next business day.</param>
public sealed partial record SeverityTable(
    string Label, IReadOnlyDictionary<string, Priority> Severities, Priority Unknown, IReadOnlySet<Priority> OpensIncident,
    IReadOnlyDictionary<Priority, TimeSpan> Within, TimeZoneInfo Zone, int BusinessDayEndsAt)
{
    /// <summary>Other priorities by severity, for ("services", id) or ("teams", name).</summary>
    public IReadOnlyDictionary<(string Kind, string Name), IReadOnlyDictionary<string, Priority>> Overrides { get; init; } = new Dictionary<(string, string), IReadOnlyDictionary<string, Priority>>();

    private const string FileName = "catalog/severities.yaml";
    private const string NextBusinessDay = "next business day";

    public Priority Of(string severity) => Severities.TryGetValue(severity, out var priority) ? priority : Unknown;

    /// <summary>The service's own word counts more than its team's, and that more than everybody's.</summary>
    public Priority Of(string severity, string? service, string? team)
        => service is not null && Overrides.TryGetValue(("services", service), out var own) && own.TryGetValue(severity, out var priority) ? priority
            : team is not null && Overrides.TryGetValue(("teams", team), out var teams) && teams.TryGetValue(severity, out var byTeam) ? byTeam
            : Of(severity);

    public bool Knows(string severity) => Severities.ContainsKey(severity);

    /// <summary>Until when somebody must have acknowledged.</summary>
    /// <param name="from">When the incident was opened, reopened or raised.</param>
    public DateTimeOffset DueAt(Priority priority, DateTimeOffset from)
    {
        if (Within.TryGetValue(priority, out var within))
            return from + within;
        var day = TimeZoneInfo.ConvertTime(from, Zone).Date;
        do
        {
            day = day.AddDays(1);
        }
        while (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday);
        var local = day.AddHours(BusinessDayEndsAt);
        return new DateTimeOffset(local, Zone.GetUtcOffset(local)).ToUniversalTime();
    }

    /// <exception cref="CatalogException">Anything is wrong; carries every error.</exception>
    public static SeverityTable Load(string file) => CatalogFile.Load(file, FileName, "label: severity", Read);

    private static SeverityTable Read(YamlMap map)
    {
        var severities = new Dictionary<string, Priority>(StringComparer.OrdinalIgnoreCase);
        if (map.Map("severities") is { } all)
        {
            foreach (var name in all.Keys)
                severities[name] = ReadPriority(all, name);
        }
        else
        {
            map.Problem("severities", "is missing; for example \"severities: {critical: P1, warning: P3, info: P4}\"");
        }
        var opens = map.Texts("opens_incident");
        foreach (var text in opens.Where(text => !IsPriority(text)))
            map.Problem("opens_incident", $"\"{text}\" is none of P1, P2, P3, P4");
        var (zone, endsAt) = BusinessDay(map);
        var table = new SeverityTable(
            map.Required("label", "severity"), severities, ReadPriority(map, "unknown"),
            opens.Where(IsPriority).Select(Enum.Parse<Priority>).ToHashSet(), Durations(map), zone, endsAt);
        table = table with { Overrides = ReadOverrides(map, severities) };
        map.RejectUnknown();
        return table;
    }

    private static Dictionary<(string, string), IReadOnlyDictionary<string, Priority>> ReadOverrides(YamlMap map, Dictionary<string, Priority> severities)
    {
        var overrides = new Dictionary<(string, string), IReadOnlyDictionary<string, Priority>>();
        foreach (var kind in new[] { "services", "teams" })
        {
            if (map.Map(kind) is not { } all)
                continue;
            foreach (var name in all.Keys)
            {
                if (all.Map(name) is not { } one)
                    continue;
                foreach (var severity in one.Keys.Where(severity => !severities.ContainsKey(severity)))
                    one.Problem(severity, "is not among the severities above");
                overrides[(kind, name)] = one.Keys.ToDictionary(severity => severity, severity => ReadPriority(one, severity), StringComparer.OrdinalIgnoreCase);
            }
        }
        return overrides;
    }

    private static Dictionary<Priority, TimeSpan> Durations(YamlMap map)
    {
        var within = new Dictionary<Priority, TimeSpan>();
        var durations = map.Map("acknowledge_within");
        if (durations is null)
        {
            map.Problem("acknowledge_within", "is missing; for example \"acknowledge_within: {P1: 0m, P2: 30m, P3: 2h, P4: next business day}\"");
            return within;
        }
        foreach (var priority in Enum.GetValues<Priority>())
        {
            var text = durations.Required(priority.ToString(), "30m");
            if (Duration().Match(text) is { Success: true } match)
                within[priority] = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) * (match.Groups[2].Value == "h" ? TimeSpan.FromHours(1) : TimeSpan.FromMinutes(1));
            else if (text.Length > 0 && text != NextBusinessDay)
                durations.Problem(priority.ToString(), $"\"{text}\" is neither minutes (30m), hours (2h) nor \"{NextBusinessDay}\"");
        }
        durations.RejectUnknown();
        return within;
    }

    private static (TimeZoneInfo Zone, int EndsAt) BusinessDay(YamlMap map)
    {
        if (map.Map("business_day") is not { } day)
            return (TimeZoneInfo.Utc, 17);
        var name = day.Required("zone", "Europe/Berlin");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
            day.Problem("zone", $"\"{name}\" is not a time zone of this machine; write it like Europe/Berlin or UTC");
        var endsAt = day.Number("ends_at") ?? 17;
        if (endsAt is < 1 or > 23 || endsAt != decimal.Truncate(endsAt))
            day.Problem("ends_at", "must be a whole hour from 1 to 23");
        day.RejectUnknown();
        return (zone ?? TimeZoneInfo.Utc, (int)endsAt);
    }

    private static Priority ReadPriority(YamlMap map, string key)
    {
        var text = map.Required(key, "P3");
        if (IsPriority(text))
            return Enum.Parse<Priority>(text);
        if (text.Length > 0)
            map.Problem(key, $"\"{text}\" is none of P1, P2, P3, P4");
        return Priority.P3;
    }

    private static bool IsPriority(string text) => text is "P1" or "P2" or "P3" or "P4";

    [GeneratedRegex(@"^(\d{1,4})([mh])$")]
    private static partial Regex Duration();
}
