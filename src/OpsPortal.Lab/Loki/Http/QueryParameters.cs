using System.Globalization;
using Microsoft.Extensions.Primitives;
using OpsPortal.Lab.Loki.Syntax;

namespace OpsPortal.Lab.Loki.Http;

/// <summary>Reads parameters from the address and from a form, with Loki's defaults and words.</summary>
internal sealed class QueryParameters(Func<string, StringValues> read, long now)
{
    private const long Second = 1_000_000_000;
    private const long Hour = 3600 * Second;
    private const long LongestRange = 721 * Hour;
    private const int MostLines = 5000;
    private const int MostPoints = 11_000;

    public static async Task<QueryParameters> ReadAsync(HttpContext http, TimeProvider time)
    {
        var form = HttpMethods.IsPost(http.Request.Method) && http.Request.HasFormContentType
            ? await http.Request.ReadFormAsync(http.RequestAborted)
            : FormCollection.Empty;
        var now = GoTime.Nanoseconds(time.GetUtcNow());
        return new QueryParameters(name => form.TryGetValue(name, out var value) ? value : http.Request.Query[name], now);
    }

    /// <summary>Nanoseconds since 1970.</summary>
    public long Now => now;

    public string Query => Text("query");

    public StringValues All(string name) => read(name);

    public bool Has(string name) => Text(name).Length > 0;

    public bool Backward
    {
        get
        {
            var direction = Text("direction");
            return direction.ToUpperInvariant() switch
            {
                "" or "BACKWARD" => true,
                "FORWARD" => false,
                _ => throw Bad($"invalid direction '{direction}'"),
            };
        }
    }

    /// <summary>Default 100.</summary>
    public int Limit
    {
        get
        {
            var text = Text("limit");
            if (text.Length == 0)
                return 100;
            if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var limit))
                throw Bad($"strconv.Atoi: parsing \"{text}\": invalid syntax");
            if (limit <= 0)
                throw Bad("limit must be a positive value");
            if (limit > MostLines)
                throw Bad($"max entries limit per query exceeded, limit > max_entries_limit_per_query ({limit} > {MostLines})");
            return (int)limit;
        }
    }

    /// <summary>Nanoseconds between lines that are wanted; default 0: all.</summary>
    public long Interval => Text("interval") is { Length: > 0 } ? Duration("interval") : 0;

    /// <summary>Nanoseconds. Default: a 250th of the range in whole seconds, at least one.</summary>
    public long Step(long start, long end)
    {
        if (Text("step").Length == 0)
            return Math.Max((end - start) / Second / 250, 1) * Second;
        var step = Duration("step");
        if (step <= 0)
            throw Bad("zero or negative query resolution step widths are not accepted. Try a positive integer");
        if ((end - start) / step > MostPoints)
            throw Bad("exceeded maximum resolution of 11,000 points per time series. Try increasing the value of the step parameter");
        return step;
    }

    /// <summary>The range in nanoseconds; default: the last hour (or <c>since</c>).</summary>
    public (long Start, long End) Range()
    {
        var end = Time("end", now);
        var since = Text("since").Length > 0 ? Duration("since") : Hour;
        return (Time("start", Math.Min(end, now) - since), end);
    }

    /// <summary>The range of a query: not backwards, and not longer than 30d1h.</summary>
    public (long Start, long End) CheckedRange()
    {
        var (start, end) = Range();
        if (end < start)
            throw Bad("end timestamp must not be before or equal to start time");
        MustBeShort(start, end);
        return (start, end);
    }

    /// <summary>The range of labels and series.</summary>
    public (long Start, long End) MetadataRange()
    {
        var (start, end) = Range();
        if (end < start)
            throw Bad("this data is no longer available, it is past now - max_query_lookback (0s)");
        MustBeShort(start, end);
        return (start, end);
    }

    public long Instant() => Time("time", now);

    private static void MustBeShort(long start, long end)
    {
        if (end - start > LongestRange)
            throw Bad($"the query time range exceeds the limit (query length: {GoTime.Duration(end - start)}, limit: 30d1h)");
    }

    // Nanoseconds, seconds (up to ten digits, or with a point), or RFC 3339.
    private long Time(string name, long otherwise)
    {
        var text = Text(name);
        if (text.Length == 0)
            return otherwise;
        if (text.Contains('.') && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds))
            return ((long)seconds * Second) + (long)(Math.Round((seconds - Math.Floor(seconds)) * 1000) * 1_000_000);
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return text.Length <= 10 ? number * Second : number;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) && text.Contains('T'))
            return GoTime.Nanoseconds(moment);
        throw Bad($"could not parse '{name}' parameter: strconv.ParseInt: parsing \"{text}\": invalid syntax");
    }

    private long Duration(string name)
    {
        var text = Text(name);
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds))
            return (long)(seconds * Second);
        return Amounts.TryDuration(text, out var duration) ? duration : throw Bad($"cannot parse \"{text}\" to a valid duration");
    }

    private string Text(string name) => read(name).ToString();

    private static RequestException Bad(string message) => new(StatusCodes.Status400BadRequest, message);
}
