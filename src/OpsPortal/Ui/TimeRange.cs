using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace OpsPortal.Ui;

/// <summary>
/// The span of time that a page looks at, as it stands in the URL: <c>?from=now-1h&amp;to=now&amp;refresh=30s</c>.
/// <see cref="From"/> and <see cref="To"/> are either relative ("now", "now-6h", "now-1d/d") or Unix milliseconds.
/// </summary>
/// <param name="Refresh">How often charts ask again; null never. Only spans that end now are refreshed.</param>
public sealed record TimeRange(string From, string To, TimeSpan? Refresh)
{
    public static readonly TimeSpan DefaultRefresh = TimeSpan.FromSeconds(15);

    public static TimeRange Default { get; } = new("now-1h", "now", DefaultRefresh);

    /// <summary>The spans that can be picked by a click.</summary>
    public static IReadOnlyList<(string From, string Words)> Presets { get; } =
    [
        ("now-5m", "Last 5 minutes"), ("now-15m", "Last 15 minutes"), ("now-30m", "Last 30 minutes"), ("now-1h", "Last hour"),
        ("now-3h", "Last 3 hours"), ("now-6h", "Last 6 hours"), ("now-12h", "Last 12 hours"), ("now-24h", "Last 24 hours"),
        ("now-2d", "Last 2 days"), ("now-7d", "Last 7 days"), ("now-30d", "Last 30 days"), ("now-90d", "Last 90 days"),
    ];

    /// <summary>Spans of whole UTC days, weeks (from Monday) and months, and those that run.</summary>
    public static IReadOnlyList<(string From, string To, string Words)> Snapped { get; } =
    [
        ("now/d", "now", "Today so far"), ("now-1d/d", "now-1d/d", "Yesterday"), ("now/w", "now", "This week so far"), ("now-1w/w", "now-1w/w", "Previous week"),
        ("now-7d/d", "now-1d/d", "Last 7 whole days"), ("now/M", "now", "This month so far"), ("now-1M/M", "now-1M/M", "Previous month"), ("now/y", "now", "This year so far"),
    ];

    public static IReadOnlyList<(string Text, TimeSpan? Every)> RefreshChoices { get; } =
    [
        ("off", null), ("5s", TimeSpan.FromSeconds(5)), ("10s", TimeSpan.FromSeconds(10)), ("15s", TimeSpan.FromSeconds(15)), ("30s", TimeSpan.FromSeconds(30)),
        ("1m", TimeSpan.FromMinutes(1)), ("5m", TimeSpan.FromMinutes(5)), ("15m", TimeSpan.FromMinutes(15)), ("30m", TimeSpan.FromMinutes(30)),
        ("1h", TimeSpan.FromHours(1)), ("2h", TimeSpan.FromHours(2)), ("1d", TimeSpan.FromDays(1)),
    ];

    /// <summary>True when both ends are moments, not distances from now.</summary>
    public bool IsAbsolute => !IsRelative(From) && !IsRelative(To);

    public bool EndsNow => To == "now";

    /// <summary>How <see cref="Refresh"/> stands in the URL.</summary>
    public string RefreshText => RefreshChoices.FirstOrDefault(choice => choice.Every == Refresh, RefreshChoices[0]).Text;

    /// <summary>"Last hour", or the two ends.</summary>
    public string Words
    {
        get
        {
            var preset = Presets.FirstOrDefault(one => EndsNow && one.From == From);
            var snapped = Snapped.FirstOrDefault(one => one.From == From && one.To == To);
            return preset.Words ?? snapped.Words ?? (IsAbsolute ? $"{Moment(From)} – {Moment(To)} UTC" : $"{From} to {To}");
        }
    }

    /// <summary>Reads a URL; what isn't there is the default, and what can't be read is <see cref="Default"/> with the reason in <paramref name="error"/>.</summary>
    public static TimeRange FromUri(string uri, out string? error)
    {
        var mark = uri.IndexOf('?', StringComparison.Ordinal);
        var query = mark < 0 ? [] : QueryHelpers.ParseQuery(uri[mark..]);
        return Parse(Last("from"), Last("to"), Last("refresh"), out error);

        string? Last(string name) => query.TryGetValue(name, out var values) ? values.LastOrDefault() : null;
    }

    /// <inheritdoc cref="FromUri"/>
    public static TimeRange Parse(string? from, string? to, string? refresh, out string? error)
    {
        error = null;
        var range = new TimeRange(Normal(from) ?? Default.From, Normal(to) ?? Default.To, Every(refresh));
        // Any fixed moment serves to compare the two ends.
        var now = DateTimeOffset.UnixEpoch.AddYears(100);
        if (!TimePoint.TryResolve(range.From, now, false, out var start))
            error = $"from={from} is not a time: write now-1h, now-7d/d, Unix milliseconds, or 2026-01-31T12:00:00Z.";
        else if (!TimePoint.TryResolve(range.To, now, true, out var end))
            error = $"to={to} is not a time: write now, now-1h, Unix milliseconds, or 2026-01-31T12:00:00Z.";
        else if (start >= end && IsRelative(range.From) == IsRelative(range.To))
            error = "The range ends before it starts.";
        return error is null ? range : Default with { Refresh = range.Refresh };
    }

    /// <summary>The two ends as moments, seen from <paramref name="now"/>, UTC.</summary>
    public (DateTimeOffset From, DateTimeOffset To) Resolve(DateTimeOffset now)
    {
        TimePoint.TryResolve(From, now, false, out var from);
        TimePoint.TryResolve(To, now, true, out var to);
        return from < to ? (from, to) : (to.AddMinutes(-1), to);
    }

    /// <summary>For <c>NavigationManager.GetUriWithQueryParameters</c>; the default leaves the URL.</summary>
    public Dictionary<string, object?> ToQuery() => new(StringComparer.Ordinal)
    {
        ["from"] = From == Default.From && To == Default.To ? null : From,
        ["to"] = From == Default.From && To == Default.To ? null : To,
        ["refresh"] = Refresh == DefaultRefresh ? null : RefreshText,
    };

    /// <summary>The same with every part written out: for links that must not fall back to a page's own default.</summary>
    public Dictionary<string, object?> ToFullQuery() => new(StringComparer.Ordinal) { ["from"] = From, ["to"] = To, ["refresh"] = RefreshText };

    private static bool IsRelative(string end) => end.StartsWith("now", StringComparison.Ordinal);

    private static TimeSpan? Every(string? text)
        => text is null ? DefaultRefresh : RefreshChoices.FirstOrDefault(choice => choice.Text == text, (text, DefaultRefresh)).Every;

    /// <summary>ISO moments become Unix milliseconds, so that two spellings of one range are equal.</summary>
    private static string? Normal(string? text)
        => string.IsNullOrWhiteSpace(text) ? null
            : IsRelative(text) || long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _) ? text
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)
            : text;

    private static string Moment(string milliseconds)
        => DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(milliseconds, CultureInfo.InvariantCulture)).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
