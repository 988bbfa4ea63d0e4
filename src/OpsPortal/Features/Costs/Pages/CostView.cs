using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace OpsPortal.Features.Costs.Pages;

/// <summary>
/// What the cost page looks at, as it stands in its URL: <c>?month=2026-11</c> or <c>?from=2026-11-01&amp;to=2026-11-07</c>,
/// <c>&amp;service=h200&amp;category=compute&amp;by=resource&amp;across=usage&amp;vs=2026-10-01..2026-10-31</c>.
/// </summary>
/// <param name="Span">UTC days.</param>
public sealed record CostView(DaySpan Span)
{
    public const string Path = "/costs";
    private const int MaxDays = 400;

    public CostFilter Only { get; init; } = new();

    /// <summary>Rows of the table, colours of the bars.</summary>
    public CostDimension By { get; init; }

    /// <summary>Columns of the table.</summary>
    public CostDimension Across { get; init; } = CostDimension.Category;

    /// <summary>What is compared with, or null.</summary>
    public DaySpan? Against { get; init; }

    /// <summary>The revisions that were signed with their month; else the latest. Not in the URL: the monthly report asks so.</summary>
    internal bool Signed { get; init; }

    public DateOnly From => Span.From;

    public DateOnly To => Span.To;

    public int Days => Span.Days;

    public string Words => Span.Words;

    public string? Service => Only.Service;

    /// <summary>Both spans move, so that what is compared stays as far away.</summary>
    public CostView Shifted(int by) => this with { Span = Span.Shifted(by), Against = Against?.Shifted(by) };

    /// <summary>Into a value of the rows: what it is made of.</summary>
    public CostView Into(string value) => By == CostDimension.Day && DaySpan.TryReadDay(value, out var day)
        ? this with { Span = new DaySpan(day, day), By = Only.Resource is null ? CostDimension.Resource : CostDimension.Service, Against = null }
        : this with { Only = Only.With(By, value), By = Free(By.Deeper(), Only.With(By, value)) };

    /// <param name="error">Why the URL can't be read, in words; what is shown then is the running month.</param>
    public static CostView FromUri(string uri, DateOnly today, out string? error)
    {
        var mark = uri.IndexOf('?', StringComparison.Ordinal);
        var query = mark < 0 ? [] : QueryHelpers.ParseQuery(uri[mark..]);
        error = null;
        var running = new CostView(DaySpan.Month(today)) { Only = Filter(query) };
        if (Value(query, "by") is { } by)
            running = CostDimensions.TryRead(by, out var rows) ? running with { By = rows } : running;
        if (Value(query, "across") is { } across)
            running = CostDimensions.TryRead(across, out var columns) ? running with { Across = columns } : running;
        var span = ReadSpan(query, running.Span, out error);
        running = running with { Span = span };
        if (error is null && Value(query, "vs") is { } against)
        {
            if (DaySpan.TryRead(against, out var other) && other.Days <= MaxDays)
                return running with { Against = other };
            error = $"vs={against} must be two days, like 2026-10-01..2026-10-31.";
        }
        return running;
    }

    public string ToUri(string path = Path)
    {
        var query = new List<KeyValuePair<string, string?>>();
        if (Span.IsMonth)
            query.Add(new("month", From.ToString("yyyy-MM", CultureInfo.InvariantCulture)));
        else
            query.AddRange([new("from", Write(From)), new("to", Write(To))]);
        query.AddRange(Only.Chosen.Select(one => new KeyValuePair<string, string?>(one.Dimension.Word(), one.Value)));
        query.Add(new("by", By == CostDimension.Service ? null : By.Word()));
        query.Add(new("across", Across == CostDimension.Category ? null : Across.Word()));
        query.Add(new("vs", Against?.ToString()));
        return QueryHelpers.AddQueryString(path, query.Where(pair => pair.Value is not null));
    }

    public static string Write(DateOnly day) => DaySpan.Write(day);

    // What is chosen already has one value: looking at it by that would be one row.
    private static CostDimension Free(CostDimension wanted, CostFilter only) => only.Get(wanted) is null ? wanted : CostDimension.Day;

    private static DaySpan ReadSpan(Dictionary<string, StringValues> query, DaySpan running, out string? error)
    {
        error = null;
        if (Value(query, "month") is { } month)
        {
            if (DaySpan.TryReadDay(month + "-01", out var first))
                return DaySpan.Month(first);
            error = $"month={month} is not a month: write it like 2026-11.";
        }
        else if (Value(query, "from") is { } from && Value(query, "to") is { } to)
        {
            if (!DaySpan.TryReadDay(from, out var start) || !DaySpan.TryReadDay(to, out var end))
                error = $"from={from} and to={to} must be days, like 2026-11-01.";
            else if (end < start)
                error = "The range ends before it starts.";
            else if (end.DayNumber - start.DayNumber >= MaxDays)
                error = $"A range may hold at most {MaxDays} days.";
            else
                return new DaySpan(start, end);
        }
        return running;
    }

    private static CostFilter Filter(Dictionary<string, StringValues> query) => CostDimensions.All.Aggregate(
        new CostFilter(), (filter, dimension) => query.TryGetValue(dimension.Word(), out var values) ? filter.With(dimension, values.LastOrDefault()) : filter);

    private static string? Value(Dictionary<string, StringValues> query, string name) => query.TryGetValue(name, out var values) && values.LastOrDefault() is { Length: > 0 } text ? text : null;
}
