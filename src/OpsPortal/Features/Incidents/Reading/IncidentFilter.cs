using Microsoft.AspNetCore.WebUtilities;

namespace OpsPortal.Features.Incidents.Reading;

/// <summary>Which part of the list is looked at.</summary>
public enum IncidentView
{
    /// <summary>Everything that is not resolved.</summary>
    Open,
    Resolved,
    All,

    /// <summary>Alerts whose priority opens no incident.</summary>
    Alerts,
}

public enum IncidentSort
{
    /// <summary>The most urgent first, then the newest.</summary>
    Priority,
    Opened,
    Updated,
    Service,
    Status,
}

/// <summary>What the list shows, as it stands in the URL; a default leaves the URL. Equal when it shows the same.</summary>
/// <param name="Since">Opened (alerts: began) within this; null any time.</param>
/// <param name="Limit">Rows at most.</param>
/// <param name="During">Open (alerts: firing) at some time within this; null any time.</param>
public sealed record IncidentFilter(
    IncidentView View = IncidentView.Open, IncidentStatus? Status = null, Priority? Priority = null, string? Service = null, string Text = "",
    string? Since = null, IncidentSort Sort = IncidentSort.Priority, bool Reverse = false, int Limit = IncidentFilter.PageSize,
    IncidentSpan? During = null)
{
    public const int PageSize = 100;
    public const string Path = "/incidents";
    private const int MaxLimit = 2000;

    /// <summary>The choices of <see cref="Since"/>, with their words.</summary>
    public static IReadOnlyList<(string Value, string Words, TimeSpan Span)> Spans { get; } =
    [
        ("1h", "Last hour", TimeSpan.FromHours(1)), ("24h", "Last 24 hours", TimeSpan.FromHours(24)), ("7d", "Last 7 days", TimeSpan.FromDays(7)),
        ("30d", "Last 30 days", TimeSpan.FromDays(30)), ("90d", "Last 90 days", TimeSpan.FromDays(90)),
    ];

    /// <summary>Something narrows the view down.</summary>
    public bool IsNarrowed => Status is not null || Priority is not null || Service is not null || Text.Length > 0 || Since is not null || During is not null;

    public DateTimeOffset? From(DateTimeOffset now) => Spans.Where(span => span.Value == Since).Select(span => (DateTimeOffset?)(now - span.Span)).FirstOrDefault();

    /// <summary>Reads a URL; what can't be read is left at its default.</summary>
    public static IncidentFilter FromUri(string uri)
    {
        var mark = uri.IndexOf('?', StringComparison.Ordinal);
        var query = mark < 0 ? [] : QueryHelpers.ParseQuery(uri[mark..].Split('#')[0]);
        return new IncidentFilter(
            One<IncidentView>("show") ?? IncidentView.Open, One<IncidentStatus>("status"), One<Priority>("priority"), Last("service"), Last("q")?.Trim() is { } text ? text[..Math.Min(text.Length, 200)] : "",
            Spans.Any(span => span.Value == Last("since")) ? Last("since") : null, One<IncidentSort>("sort") ?? IncidentSort.Priority, Last("order") == "reverse",
            int.TryParse(Last("limit"), out var limit) ? Math.Clamp(limit, PageSize, MaxLimit) : PageSize, IncidentSpan.Parse(Last("during")));

        string? Last(string name) => query.TryGetValue(name, out var values) && values.LastOrDefault() is { Length: > 0 } value ? value : null;
        T? One<T>(string name) where T : struct, Enum => Enum.TryParse<T>(Last(name), ignoreCase: true, out var value) && Enum.IsDefined(value) ? value : null;
    }

    public string ToUri(string path = Path) => QueryHelpers.AddQueryString(path, Pairs());

    private Dictionary<string, string?> Pairs()
    {
        var pairs = new Dictionary<string, string?>(StringComparer.Ordinal);
        Add("show", View, IncidentView.Open);
        Add("status", Status, null);
        Add("priority", Priority, null);
        Add("service", Service, null);
        Add("q", Text, "");
        Add("since", Since, null);
        Add("sort", Sort, IncidentSort.Priority);
        if (Reverse)
            pairs["order"] = "reverse";
        Add("limit", Limit, PageSize);
        Add("during", During, null);
        return pairs;

        void Add(string name, object? value, object? usual)
        {
            if (value is not null && !value.Equals(usual))
                pairs[name] = value is string text ? text : value.ToString()!.ToLowerInvariant();
        }
    }
}
