using System.Text.RegularExpressions;
using OpsPortal.Clients.Alertmanager;
using OpsPortal.Domain;

namespace OpsPortal.Features.Incidents.Silencing;

/// <summary>Matchers as people write them, one a line: <c>service="h200"</c>, <c>alertname=~"Gpu.*"</c>, <c>!=</c>, <c>!~</c>; quotes may be left out.</summary>
public static partial class MatcherText
{
    private const int Most = 20;

    /// <returns>The matchers, or what is wrong, in words.</returns>
    public static (IReadOnlyList<SilenceMatcher> Matchers, string? Problem) Read(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (lines.Length is 0 or > Most)
            return ([], lines.Length == 0 ? "Say which alerts: at least one line like service=\"h200\"." : $"More than {Most} lines.");
        var matchers = new List<SilenceMatcher>();
        foreach (var line in lines)
        {
            if (Line().Match(line) is not { Success: true } match)
                return ([], $"“{line}” is not a matcher; write it like service=\"h200\" or alertname=~\"Gpu.*\".");
            var value = match.Groups[3].Success ? match.Groups[3].Value.Replace("\\\"", "\"").Replace("\\\\", "\\") : match.Groups[4].Value;
            var isRegex = match.Groups[2].Value.EndsWith('~');
            if (isRegex && !WholeText.TryParse(value, out _, out var problem))
                return ([], $"“{line}”: {problem}");
            matchers.Add(new SilenceMatcher(match.Groups[1].Value, value, isRegex, match.Groups[2].Value[0] == '='));
        }
        // Alertmanager refuses it, in harder words: it would hold back everything.
        return matchers.All(one => one.Value.Length == 0 || !one.IsEqual || one.IsRegex && WholeText.TryParse(one.Value, out var regex, out _) && regex.IsMatch(""))
            ? ([], "At least one line must say what an alert has, not only what it has not: this would silence every alert.") : (matchers, null);
    }

    public static string Write(IEnumerable<SilenceMatcher> matchers) => string.Join('\n', matchers);

    [GeneratedRegex("""^([A-Za-z_][A-Za-z0-9_]*)\s*(=~|!~|!=|=)\s*(?:"((?:[^"\\]|\\.)*)"|([^"\s]*))$""")]
    private static partial Regex Line();
}
