using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace OpsPortal.Features.Business.Pages;

/// <summary>Some UTC days, both ends included.</summary>
public sealed record DaySpan(DateOnly From, DateOnly To)
{
    public int Days => To.DayNumber - From.DayNumber + 1;

    /// <summary>As many days right before.</summary>
    public DaySpan Before => new(From.AddDays(-Days), From.AddDays(-1));

    public string Words => From == To ? BusinessView.Write(From) : $"{BusinessView.Write(From)} to {BusinessView.Write(To)}";
}

/// <summary>What the business page looks at, as it stands in its URL: <c>?from=2026-11-01&amp;to=2026-11-28&amp;vs-from=…&amp;vs-to=…&amp;service=h200&amp;day=2026-11-03</c>.</summary>
/// <param name="With">The days that it is compared with; the URL leaves them out when they are those right before.</param>
/// <param name="Service">One service, or null for all.</param>
/// <param name="Day">One of its days, with every figure and source; null for none.</param>
public sealed record BusinessView(DaySpan Span, DaySpan With, string? Service, DateOnly? Day)
{
    public const string Path = "/business";

    /// <summary>Of the span that is shown when the URL names none; it ends with yesterday, the last day that is over.</summary>
    public const int UsualDays = 28;

    private const int MaxDays = 400;

    /// <param name="error">Why the URL can't be read, in words; shown are the usual days then.</param>
    public static BusinessView FromUri(string uri, DateOnly today, out string? error)
    {
        var mark = uri.IndexOf('?', StringComparison.Ordinal);
        var query = mark < 0 ? [] : QueryHelpers.ParseQuery(uri[mark..]);
        string? Value(string name) => query.TryGetValue(name, out var values) && values.LastOrDefault() is { Length: > 0 } text ? text : null;
        error = null;
        var usual = new DaySpan(today.AddDays(-UsualDays), today.AddDays(-1));
        var span = Read(Value("from"), Value("to"), usual, ref error);
        var day = Value("day") is { } text && Parse(text, out var known) ? known : (DateOnly?)null;
        return new BusinessView(span, Read(Value("vs-from"), Value("vs-to"), span.Before, ref error), Value("service"), day);
    }

    public string ToUri(string path = Path)
    {
        var query = new Dictionary<string, string?>(StringComparer.Ordinal) { ["from"] = Write(Span.From), ["to"] = Write(Span.To) };
        if (With != Span.Before)
            (query["vs-from"], query["vs-to"]) = (Write(With.From), Write(With.To));
        query["service"] = Service;
        query["day"] = Day is { } day ? Write(day) : null;
        return QueryHelpers.AddQueryString(path, query.Where(pair => pair.Value is not null));
    }

    public static string Write(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    internal static bool Parse(string? text, out DateOnly day) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    private static DaySpan Read(string? from, string? to, DaySpan usual, ref string? error)
    {
        if (from is null && to is null)
            return usual;
        if (!Parse(from, out var start) || !Parse(to, out var end))
            error = $"\"{from}\" to \"{to}\" must be two days, like 2026-11-01.";
        else if (end < start)
            error = "A range ends before it starts.";
        else if (end.DayNumber - start.DayNumber >= MaxDays)
            error = $"A range may hold at most {MaxDays} days.";
        else
            return new DaySpan(start, end);
        return usual;
    }
}
