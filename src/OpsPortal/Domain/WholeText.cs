using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace OpsPortal.Domain;

/// <summary>
/// Regular expressions that somebody wrote and that must match a whole text, as Prometheus and Alertmanager mean them. They are matched
/// in linear time: what looks back (references, look-arounds) is refused.
/// </summary>
public static class WholeText
{
    // Who writes one makes mistakes; none of them may hold up what asks it.
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromMilliseconds(100);

    /// <param name="problem">Why it is none, in the words of .NET; null when it is one.</param>
    public static bool TryParse(string pattern, [NotNullWhen(true)] out Regex? regex, [NotNullWhen(false)] out string? problem)
    {
        (regex, problem) = (null, null);
        try
        {
            // By itself first: "a)(b" is one only between the brackets.
            _ = new Regex(pattern, RegexOptions.NonBacktracking);
            regex = new Regex($@"\A(?:{pattern})\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, MatchTimeout);
            return true;
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            problem = error.Message;
            return false;
        }
    }
}
