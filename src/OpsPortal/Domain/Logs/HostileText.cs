using System.Globalization;
using System.Text;

namespace OpsPortal.Domain;

/// <summary>Texts of others where the server draws them: no character that turns the direction, hides, or rings a bell. The script's twin is <c>js/logs/text.js</c>.</summary>
internal static class HostileText
{
    public static string Visible(string text)
    {
        if (text.All(c => c >= ' ' && c != '\u007f' && !Odd(c)))
            return text;
        var visible = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            if (c == '\n')
                visible.Append('↵');
            else if (c == '\t')
                visible.Append(c);
            else if (c < ' ')
                visible.Append((char)('\u2400' + c));
            else if (c == '\u007f')
                visible.Append('\u2421');
            else if (Odd(c))
                visible.Append(CultureInfo.InvariantCulture, $"⟨U+{(int)c:X4}⟩");
            else
                visible.Append(c);
        }
        return visible.ToString();
    }

    /// <summary>At most so many characters, and never half of one; what was cut ends with "…".</summary>
    public static string Cut(string text, int most)
        => text.Length <= most ? text : string.Concat(text.AsSpan(0, most > 0 && char.IsHighSurrogate(text[most - 1]) ? most - 1 : most), "…");

    private static bool Odd(char c)
        => c is '\u00ad' or '\u061c' or '\u180e' or '\ufeff' or (>= '\u0080' and <= '\u009f') or (>= '\u200b' and <= '\u200f') or (>= '\u2028' and <= '\u202e') or (>= '\u2060' and <= '\u2069') or (>= '\ufff9' and <= '\ufffb');
}
