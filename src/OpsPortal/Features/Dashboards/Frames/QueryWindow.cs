using OpsPortal.Domain;
using OpsPortal.Features.Dashboards.Model;
using OpsPortal.Features.Dashboards.Variables;

namespace OpsPortal.Features.Dashboards.Frames;

/// <summary>When a panel looks, and how finely.</summary>
/// <param name="MaxDataPoints">About one a pixel.</param>
internal sealed record QueryWindow(DateTimeOffset From, DateTimeOffset To, int MaxDataPoints)
{
    public TimeSpan Range => To - From;

    /// <summary>The dashboard's range with the panel's own wishes.</summary>
    public static QueryWindow Of(Panel panel, DateTimeOffset from, DateTimeOffset to, int width, ResolvedVariables variables, IReadOnlyDictionary<string, string>? scope)
    {
        if (Span(panel.TimeFrom, variables, scope) is { } last)
            from = to - last;
        if (Span(panel.TimeShift, variables, scope) is { } shift)
            (from, to) = (from - shift, to - shift);
        return new QueryWindow(from, to, Math.Clamp(panel.MaxDataPoints ?? width, 10, PromIntervals.MaxPoints - 1));
    }

    /// <summary>The step of one query, and what its <c>$__interval</c> and the like stand for.</summary>
    public (TimeSpan Step, Dictionary<string, string> Globals) For(Target target, Panel panel, ResolvedVariables variables, IReadOnlyDictionary<string, string>? scope)
    {
        var wish = variables.Fill(target.Interval ?? panel.Interval ?? "", FillFor.Name, scope, new Dictionary<string, string> { ["__interval"] = "15s", ["__rate_interval"] = "1m" }).TrimStart('>', '<', '=', ' ');
        var given = PromDuration.TryParse(wish, out var least) && least > TimeSpan.Zero;
        if (!given)
            least = PromIntervals.DefaultScrapeInterval;
        var step = PromIntervals.Step(Range, MaxDataPoints, least) * target.IntervalFactor;
        step = TimeSpan.FromSeconds(Math.Max(step.TotalSeconds, PromIntervals.LeastStepSeconds(Range)));
        return (step, Globals(step, PromIntervals.RateInterval(step, given ? least : PromIntervals.DefaultScrapeInterval)));
    }

    private Dictionary<string, string> Globals(TimeSpan step, TimeSpan rate) => new(StringComparer.Ordinal)
    {
        ["__from"] = From.ToUnixTimeMilliseconds().ToString(),
        ["__to"] = To.ToUnixTimeMilliseconds().ToString(),
        ["__range"] = PromIntervals.Range(Range),
        ["__range_s"] = PromIntervals.RangeSeconds(Range),
        ["__range_ms"] = PromIntervals.RangeMilliseconds(Range),
        ["__interval"] = PromIntervals.Text(step),
        ["__interval_ms"] = PromIntervals.IntervalMilliseconds(step),
        ["__rate_interval"] = PromIntervals.Text(rate),
        ["__rate_interval_ms"] = PromIntervals.IntervalMilliseconds(rate),
        ["__auto"] = PromIntervals.Text(step),
    };

    private static TimeSpan? Span(string? text, ResolvedVariables variables, IReadOnlyDictionary<string, string>? scope)
    {
        if (text is null)
            return null;
        var filled = variables.Fill(text, FillFor.Name, scope).Trim();
        // "now/d" and its like: today until now; a plain day stands in.
        if (filled.StartsWith("now", StringComparison.Ordinal))
            filled = filled[3..].TrimStart('-', '/');
        if (filled is "d" or "w" or "M" or "y" or "h")
            filled = filled switch { "M" => "30d", _ => "1" + filled };
        return PromDuration.TryParse(filled.Replace("M", "0d", StringComparison.Ordinal), out var span) && span > TimeSpan.Zero ? span : null;
    }
}
