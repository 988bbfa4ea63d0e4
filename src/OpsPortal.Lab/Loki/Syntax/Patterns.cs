using System.Text.RegularExpressions;

namespace OpsPortal.Lab.Loki.Syntax;

/// <summary>Regular expressions in Go's syntax, matched in linear time.</summary>
internal static class Patterns
{
    /// <param name="whole">The whole text must match, as in label matchers; otherwise a part is enough.</param>
    /// <exception cref="FormatException">Not a pattern; the message is Go's where the cause is known.</exception>
    public static Regex Compile(string pattern, bool whole)
    {
        var ours = pattern.Replace("(?P<", "(?<", StringComparison.Ordinal);
        try
        {
            return new Regex(
                whole ? $"^(?s:{ours})\\z" : ours,
                RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);
        }
        catch (RegexParseException error)
        {
            throw new FormatException(GoMessage(error.Error, pattern));
        }
        catch (NotSupportedException)
        {
            throw new FormatException($"error parsing regexp: invalid or unsupported Perl syntax: `{pattern}`");
        }
    }

    private static string GoMessage(RegexParseError error, string pattern) => error switch
    {
        RegexParseError.InsufficientClosingParentheses => $"error parsing regexp: missing closing ): `{pattern}`",
        RegexParseError.InsufficientOpeningParentheses => $"error parsing regexp: unexpected ): `{pattern}`",
        RegexParseError.UnterminatedBracket => $"error parsing regexp: missing closing ]: `{pattern[pattern.LastIndexOf('[')..]}`",
        RegexParseError.QuantifierAfterNothing => $"error parsing regexp: missing argument to repetition operator: `{pattern[..1]}`",
        RegexParseError.UnescapedEndingBackslash => "error parsing regexp: trailing backslash at end of expression: ``",
        _ => $"error parsing regexp: invalid or unsupported Perl syntax: `{pattern}`",
    };
}
