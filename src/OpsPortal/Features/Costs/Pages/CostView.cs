using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace OpsPortal.Features.Costs.Pages;

/// <summary>What the cost page looks at, as it stands in its URL: <c>?month=2026-11</c> or <c>?from=2026-11-01&amp;to=2026-11-07</c>, <c>&amp;service=h200&amp;by=category</c>.</summary>
/// <param name="From">First UTC day.</param>
/// <param name="To">Last UTC day, included.</param>
/// <param name="Service">One service, or null for all.</param>
/// <param name="ByCategory">Bars by category; by service else.</param>
public sealed record CostView(DateOnly From, DateOnly To, string? Service, bool ByCategory)
{
    public const string Path = "/costs";
    private const int MaxDays = 400;

    public int Days => To.DayNumber - From.DayNumber + 1;

    public bool IsMonth => From.Day == 1 && To == From.AddMonths(1).AddDays(-1);

    /// <summary>"November 2026", or the two days.</summary>
    public string Words => IsMonth
        ? From.ToString("MMMM yyyy", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{From:yyyy-MM-dd} to {To:yyyy-MM-dd}");

    /// <summary>A span of the same kind before or after: the month, or as many days.</summary>
    public CostView Shifted(int by) => IsMonth ? Month(From.AddMonths(by)) : this with { From = From.AddDays(by * Days), To = To.AddDays(by * Days) };

    public CostView Month(DateOnly any)
    {
        var first = new DateOnly(any.Year, any.Month, 1);
        return this with { From = first, To = first.AddMonths(1).AddDays(-1) };
    }

    /// <param name="error">Why the URL can't be read, in words; what is shown then is the running month.</param>
    public static CostView FromUri(string uri, DateOnly today, out string? error)
    {
        var mark = uri.IndexOf('?', StringComparison.Ordinal);
        var query = mark < 0 ? [] : QueryHelpers.ParseQuery(uri[mark..]);
        string? Value(string name) => query.TryGetValue(name, out var values) && values.LastOrDefault() is { Length: > 0 } text ? text : null;
        error = null;
        var running = new CostView(today, today, Value("service"), Value("by") == "category").Month(today);
        if (Value("month") is { } month)
        {
            if (DateOnly.TryParseExact(month + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first))
                return running.Month(first);
            error = $"month={month} is not a month: write it like 2026-11.";
        }
        else if (Value("from") is { } from && Value("to") is { } to)
        {
            if (!Day(from, out var start) || !Day(to, out var end))
                error = $"from={from} and to={to} must be days, like 2026-11-01.";
            else if (end < start)
                error = "The range ends before it starts.";
            else if (end.DayNumber - start.DayNumber >= MaxDays)
                error = $"A range may hold at most {MaxDays} days.";
            else
                return running with { From = start, To = end };
        }
        return running;
    }

    public string ToUri(string path = Path)
    {
        var query = new Dictionary<string, string?>(StringComparer.Ordinal);
        if (IsMonth)
            query["month"] = From.ToString("yyyy-MM", CultureInfo.InvariantCulture);
        else
            (query["from"], query["to"]) = (Write(From), Write(To));
        query["service"] = Service;
        query["by"] = ByCategory ? "category" : null;
        return QueryHelpers.AddQueryString(path, query.Where(pair => pair.Value is not null));
    }

    public static string Write(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static bool Day(string text, out DateOnly day) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
}
