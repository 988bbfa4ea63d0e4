using System.Buffers;
using System.Text;

namespace OpsPortal.Lab.Loki.Stages;

internal static class FieldNames
{
    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    /// <summary>A key as a label name: what isn't a letter, a digit or _ becomes _.</summary>
    public static string Clean(string key)
    {
        if (key.Length > 0 && !char.IsAsciiDigit(key[0]) && key.AsSpan().IndexOfAnyExcept(Allowed) < 0)
            return key;
        var clean = new StringBuilder(key.Length + 1);
        foreach (var c in key.Trim())
        {
            if (clean.Length == 0 && char.IsAsciiDigit(c))
                clean.Append('_');
            clean.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
        }

        return clean.ToString();
    }
}
