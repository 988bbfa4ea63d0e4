using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace OpsPortal.Clients;

/// <summary>
/// Texts of JSON that others wrote badly: bytes that are no UTF-8, escapes of half a character. One such line must not make an
/// answer of five thousand unreadable, so what can't be read becomes U+FFFD, the sign for that.
/// </summary>
internal static class JsonText
{
    /// <summary>The same bytes when they are UTF-8; otherwise with U+FFFD where they aren't.</summary>
    public static ReadOnlyMemory<byte> Readable(ReadOnlyMemory<byte> body)
        => Utf8.IsValid(body.Span) ? body : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body.Span));

    /// <summary>A JSON string's text; "" for null.</summary>
    /// <exception cref="InvalidOperationException">It is neither a string nor null.</exception>
    public static string Of(JsonElement value)
    {
        try
        {
            return value.GetString() ?? "";
        }
        catch (InvalidOperationException) when (value.ValueKind == JsonValueKind.String)
        {
            return Unescape(value.GetRawText().AsSpan()[1..^1]);
        }
    }

    /// <summary>A property's name likewise.</summary>
    public static string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            // The raw text of a property begins with its name's.
            var raw = property.ToString().AsSpan();
            var end = 1;
            while (raw[end] != '"')
                end += raw[end] == '\\' ? 2 : 1;
            return Unescape(raw[1..end]);
        }
    }

    // The reader has made sure that each escape is one; only halves of characters are left to be mended.
    private static string Unescape(ReadOnlySpan<char> raw)
    {
        var text = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                text.Append(raw[i]);
                continue;
            }
            var c = raw[++i];
            if (c != 'u')
            {
                text.Append(c switch { 'n' => '\n', 'r' => '\r', 't' => '\t', 'b' => '\b', 'f' => '\f', _ => c });
                continue;
            }
            text.Append((char)int.Parse(raw.Slice(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
            i += 4;
        }
        // Through UTF-8 and back: a half without its other half becomes the sign.
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
