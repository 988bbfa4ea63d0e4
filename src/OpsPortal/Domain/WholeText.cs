using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace OpsPortal.Domain;

/// <summary>
/// Regular expressions that somebody wrote and that must match a whole text, as Prometheus and Alertmanager mean them. They are matched
/// in linear time: what looks back (references, look-arounds) is refused.
/// </summary>
public static class WholeText
{
    /// <param name="problem">Why it is none, in the words of .NET; null when it is one.</param>
    public static bool TryParse(string pattern, [NotNullWhen(true)] out Regex? regex, [NotNullWhen(false)] out string? problem)
    {
        (regex, problem) = (null, null);
        try
        {
            // By itself first: "a)(b" is one only between the brackets. Never with a limit of time: linear matching needs none, and .NET takes
            // the place where it looks at the clock for the text's end, so that on a busy machine "a|b" now and then matched "ab".
            _ = new Regex(pattern, RegexOptions.NonBacktracking);
            regex = new Regex($@"\A(?:{pattern})\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
            return true;
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            problem = error.Message;
            return false;
        }
    }
}
