using System.Globalization;
using System.Text.RegularExpressions;

namespace OpsPortal.Features.Logs;

/// <summary>Where in a query Loki found the error, as its message says: <c>parse error at line 1, col 28: …</c>.</summary>
/// <param name="Before">The query's line up to there.</param>
/// <param name="After">The rest of that line; empty when the query ends too early.</param>
internal sealed partial record RefusalPosition(int Line, int Column, string Before, string After)
{
    /// <returns>Null when the message names no place, or one that the query doesn't have.</returns>
    public static RefusalPosition? Find(string reason, string query)
    {
        var match = Place().Match(reason);
        if (!match.Success ||
            !int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var line) ||
            !int.TryParse(match.Groups[2].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var column))
            return null;
        var lines = query.Split('\n');
        if (line < 1 || line > lines.Length || column < 1)
            return null;
        var text = lines[line - 1];
        var at = Math.Min(column - 1, text.Length);
        return new RefusalPosition(line, column, text[..at], text[at..]);
    }

    [GeneratedRegex(@"parse error at line (\d{1,6}), col (\d{1,6})", RegexOptions.CultureInvariant)]
    private static partial Regex Place();
}
