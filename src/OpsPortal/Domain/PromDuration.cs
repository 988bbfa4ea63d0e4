using System.Globalization;
using System.Text.RegularExpressions;

namespace OpsPortal.Domain;

/// <summary>Durations as PromQL writes them.</summary>
public static partial class PromDuration
{
    private static readonly Dictionary<string, double> Milliseconds = new(StringComparer.Ordinal)
    {
        ["ms"] = 1, ["s"] = 1000, ["m"] = 60_000, ["h"] = 3_600_000, ["d"] = 86_400_000, ["w"] = 604_800_000, ["y"] = 31_536_000_000,
    };

    /// <summary>Whole seconds, at least one, in the largest unit that divides them: <c>5m</c>, <c>90s</c>, <c>1d</c>.</summary>
    public static string From(TimeSpan span)
    {
        var seconds = Math.Max(1, (long)span.TotalSeconds);
        return seconds % 86400 == 0 ? $"{seconds / 86400}d" : seconds % 3600 == 0 ? $"{seconds / 3600}h" : seconds % 60 == 0 ? $"{seconds / 60}m" : $"{seconds}s";
    }

    /// <summary>Reads <c>15s</c>, <c>1h30m</c>, <c>500ms</c>; years have 365 days, as in PromQL. Also plain and broken seconds: <c>15</c>, <c>0.5s</c>.</summary>
    public static bool TryParse(string? text, out TimeSpan span)
    {
        span = default;
        if (string.IsNullOrWhiteSpace(text) || !Whole().IsMatch(text.Trim()))
            return false;
        var milliseconds = Parts().Matches(text).Sum(part =>
            double.Parse(part.Groups[1].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture) * Milliseconds[part.Groups[2].Length == 0 ? "s" : part.Groups[2].Value]);
        if (milliseconds > TimeSpan.MaxValue.TotalMilliseconds / 2)
            return false;
        span = TimeSpan.FromMilliseconds(milliseconds);
        return true;
    }

    [GeneratedRegex(@"^(?:(?:\d+(?:\.\d+)?(?:ms|[smhdwy]))+|\d+(?:\.\d+)?)$")]
    private static partial Regex Whole();

    [GeneratedRegex(@"(\d+(?:\.\d+)?)(ms|[smhdwy]|)")]
    private static partial Regex Parts();
}
