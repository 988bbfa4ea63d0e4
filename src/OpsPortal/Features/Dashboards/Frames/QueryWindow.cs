using OpsPortal.Domain;
using OpsPortal.Features.Dashboards.Model;
using OpsPortal.Features.Dashboards.Variables;
using TimePoint = OpsPortal.Ui.TimePoint;

namespace OpsPortal.Features.Dashboards.Frames;

/// <summary>When a panel looks, and how finely.</summary>
/// <param name="MaxDataPoints">About one a pixel.</param>
internal sealed record QueryWindow(DateTimeOffset From, DateTimeOffset To, int MaxDataPoints)
{
    public TimeSpan Range => To - From;

    /// <summary>Somebody chose both moments: the panel's own "last hour" has no say.</summary>
    public bool IsFixed { get; init; }

    /// <summary>The dashboard's range with the panel's own wishes.</summary>
    /// <param name="isFixed">As <see cref="IsFixed"/>.</param>
    public static QueryWindow Of(
        Panel panel, DateTimeOffset from, DateTimeOffset to, int width, ResolvedVariables variables, IReadOnlyDictionary<string, string>? scope, bool isFixed = false)
    {
        if (!isFixed && Point(panel.TimeFrom, to, false, variables, scope) is { } start && start < to)
            from = start;
        if (Point(panel.TimeShift, from, false, variables, scope) is { } first && Point(panel.TimeShift, to, true, variables, scope) is { } last && first < last)
            (from, to) = (first, last);
        return new QueryWindow(from, to, Math.Clamp(panel.MaxDataPoints ?? width, 10, PromIntervals.MaxPoints - 1)) { IsFixed = isFixed };
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

    // "2h", "1M", "now/d" (since midnight UTC), "now-1d/d".
    private static DateTimeOffset? Point(string? text, DateTimeOffset end, bool roundUp, ResolvedVariables variables, IReadOnlyDictionary<string, string>? scope)
    {
        if (text is null)
            return null;
        var filled = variables.Fill(text, FillFor.Name, scope).Trim();
        if (TimePoint.TryResolve(filled.StartsWith("now", StringComparison.Ordinal) ? filled : "now-" + filled, end, roundUp, out var at))
            return at;
        return PromDuration.TryParse(filled, out var span) && span > TimeSpan.Zero ? end - span : null;
    }
}
