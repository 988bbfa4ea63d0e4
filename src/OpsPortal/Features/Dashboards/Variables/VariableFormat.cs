using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace OpsPortal.Features.Dashboards.Variables;

/// <summary>Values written as Grafana documents: <c>${name:format}</c>, and the way of a query when no format is given.</summary>
internal static partial class VariableFormat
{
    private const string Special = "$^*{}[]'+?.()|";

    /// <param name="format">Its name and arguments after colons; an unknown one is <c>glob</c>.</param>
    /// <param name="text">What is chosen, for people.</param>
    public static string Of(string format, IReadOnlyList<string> values, string text, string name)
    {
        var colon = format.IndexOf(':', StringComparison.Ordinal);
        var (kind, argument) = colon < 0 ? (format, "") : (format[..colon], format[(colon + 1)..]);
        return kind switch
        {
            "csv" or "raw" => string.Join(',', values),
            "join" => string.Join(argument.Length > 0 ? argument : ",", values),
            "pipe" => string.Join('|', values),
            "text" => text,
            "regex" => Alternatives(values.Select(PlainRegexEscape).ToArray(), "(", "|"),
            "json" => values.Count == 1 ? JsonSerializer.Serialize(values[0], Relaxed) : JsonSerializer.Serialize(values, Relaxed),
            "singlequote" => string.Join(',', values.Select(value => $"'{value.Replace("'", "\\'", StringComparison.Ordinal)}'")),
            "doublequote" => string.Join(',', values.Select(value => $"\"{value.Replace("\"", "\\\"", StringComparison.Ordinal)}\"")),
            "sqlstring" => string.Join(',', values.Select(value => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'")),
            "lucene" => values.Count == 1 ? LuceneEscape(values[0]) : "(" + string.Join(" OR ", values.Select(value => $"\"{LuceneEscape(value)}\"")) + ")",
            "distributed" => string.Join(',', values.Select((value, index) => index == 0 ? value : $"{name}={value}")),
            "percentencode" => PercentEncode(string.Join(',', values)),
            "uriencode" => AddressParts().Replace(PercentEncode(string.Join(',', values)), match => Uri.UnescapeDataString(match.Value)),
            "queryparam" => QueryParam(name, values),
            "customqueryparam" => CustomQueryParam(argument, name, values),
            "date" => Date(values.FirstOrDefault() ?? "", argument),
            _ => values.Count switch { 0 => "", 1 => values[0], _ => "{" + string.Join(',', values) + "}" },
        };
    }

    /// <summary>
    /// In PromQL or LogQL: escaped for the literal that it stands in, so that no value can end it; values of a variable that may
    /// have several are taken literally by <c>=~</c>. Outside of literals (a duration, a metric's name) a value stays as it is.
    /// </summary>
    /// <param name="quote">The literal's quote; <c>\0</c> outside.</param>
    public static string InQuery(IReadOnlyList<string> values, bool isRegex, char quote)
    {
        if (values.Count == 0 && !isRegex)
            return "";
        if (!isRegex || quote == '\0')
            return Alternatives([.. values.Select(value => Literal(value, quote))], "(", "|");
        return Alternatives([.. values.Select(value => Literal(RegexEscape(value), quote))], "(", "|");
    }

    public static string QueryParam(string name, IReadOnlyList<string> values)
        => string.Join('&', values.Select(value => $"var-{Uri.EscapeDataString(name)}={Uri.EscapeDataString(value)}"));

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Alternatives(string[] values, string open, string between)
        => values.Length == 1 ? values[0] : open + string.Join(between, values) + ")";

    private static string RegexEscape(string value) => Escape(value, c => c == '\\' || Special.Contains(c, StringComparison.Ordinal));

    private static string PlainRegexEscape(string value) => Escape(value, c => c is '\\' or '/' || Special.Contains(c, StringComparison.Ordinal) && c != '\'');

    private static string LuceneEscape(string value) => Escape(value, c => "!*+-=<>s&|()[]{}^~?:\\/\"".Contains(c, StringComparison.Ordinal) && c != 's');

    private static string Literal(string value, char quote) => quote switch
    {
        '"' => Escape(value, c => c is '\\' or '"').Replace("\n", "\\n", StringComparison.Ordinal),
        '\'' => Escape(value, c => c is '\\' or '\'').Replace("\n", "\\n", StringComparison.Ordinal),
        // A raw literal has no escapes: the one character that would end it can't be said.
        '`' => value.Replace("`", "", StringComparison.Ordinal),
        _ => value,
    };

    private static string Escape(string value, Func<char, bool> special)
    {
        var text = new StringBuilder(value.Length + 8);
        foreach (var c in value)
        {
            if (special(c))
                text.Append('\\');
            text.Append(c);
        }
        return text.ToString();
    }

    // Stricter than RFC 3986 asks: parentheses and the like too, as Grafana does.
    private static string PercentEncode(string value) => Uri.EscapeDataString(value)
        .Replace("!", "%21", StringComparison.Ordinal).Replace("'", "%27", StringComparison.Ordinal).Replace("(", "%28", StringComparison.Ordinal)
        .Replace(")", "%29", StringComparison.Ordinal).Replace("*", "%2A", StringComparison.Ordinal);

    // What separates the parts of an address stays as it is.
    [GeneratedRegex("%(?:3B|2F|3F|3A|40|26|3D|2B|24|2C|23)")]
    private static partial Regex AddressParts();

    private static string CustomQueryParam(string argument, string name, IReadOnlyList<string> values)
    {
        var parts = argument.Split(':', 2);
        var key = parts[0].Length > 0 ? parts[0] : name;
        return string.Join('&', values.Select(value => $"{Uri.EscapeDataString(key)}={(parts.Length > 1 ? parts[1] : "")}{Uri.EscapeDataString(value)}"));
    }

    /// <summary><c>date</c> and <c>date:iso</c>, <c>date:seconds</c>, <c>date:YYYY-MM-DD</c>; UTC.</summary>
    private static string Date(string milliseconds, string argument)
    {
        if (!long.TryParse(milliseconds, NumberStyles.Integer, CultureInfo.InvariantCulture, out var ms) || ms is < -62_135_596_800_000 or > 253_402_300_799_999)
            return milliseconds;
        var at = DateTimeOffset.FromUnixTimeMilliseconds(ms);
        return argument switch
        {
            "" or "iso" => at.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
            "seconds" => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            _ => MomentPattern.Format(at, argument),
        };
    }
}
