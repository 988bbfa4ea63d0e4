using System.Globalization;
using System.Text.Json;
using OpsPortal.Domain;
using OpsPortal.Domain.Counters;

namespace OpsPortal.Clients.Alertmanager;

/// <summary>
/// Reads fields of a webhook body; each problem is a <see cref="FormatException"/> that names the field. Text keeps every
/// character but NUL, which PostgreSQL can't hold: it becomes the visible U+2400.
/// </summary>
internal static class WebhookJson
{
    // Go's zero time: Alertmanager's "not set".
    private const int NoYear = 1;

    public static string Text(JsonElement parent, string key, string path, bool required = false)
    {
        if (!parent.TryGetProperty(key, out var value) || value.ValueKind == JsonValueKind.Null)
            return required ? throw new FormatException($"{path}: is missing.") : "";
        return Text(value, path);
    }

    /// <returns>True for "firing".</returns>
    public static bool Status(string status, string path) => status switch
    {
        "firing" => true,
        "resolved" => false,
        _ => throw new FormatException($"{path}.status: \"{Short(status)}\" is neither \"firing\" nor \"resolved\"."),
    };

    private static string Text(JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.String)
            throw new FormatException($"{path}: must be text, not {Name(value.ValueKind)}.");
        try
        {
            return Storable(value.GetString()!);
        }
        catch (InvalidOperationException)
        {
            throw new FormatException($"{path}: holds characters that are not valid Unicode.");
        }
    }

    public static Dictionary<string, string> Texts(JsonElement parent, string key, string path)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!parent.TryGetProperty(key, out var map) || map.ValueKind == JsonValueKind.Null)
            return texts;
        if (map.ValueKind != JsonValueKind.Object)
            throw new FormatException($"{path}: must be an object of texts, not {Name(map.ValueKind)}.");
        foreach (var pair in map.EnumerateObject())
        {
            var name = Key(pair, path);
            texts[name] = Text(pair.Value, $"{path}.{Short(name)}");
        }
        return texts;
    }

    private static string Key(JsonProperty pair, string path)
    {
        try
        {
            return Storable(pair.Name);
        }
        catch (InvalidOperationException)
        {
            throw new FormatException($"{path}: holds a name that is not valid Unicode.");
        }
    }

    /// <returns>UTC, whole microseconds: PostgreSQL keeps no more, and what is compared must be what is read back.</returns>
    public static DateTimeOffset Micros(DateTimeOffset at) => UtcSpan.Down(at, TimeSpan.FromMicroseconds(1));

    public static DateTimeOffset Time(JsonElement parent, string key, string path)
    {
        var text = Text(parent, key, path, required: true);
        // Go writes up to nine decimals, .NET reads seven.
        if (!DateTimeOffset.TryParse(Decimals(text), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            || !text.Contains('T', StringComparison.Ordinal))
            throw new FormatException($"{path}: \"{Short(text)}\" is not an RFC 3339 time like 2026-11-21T03:14:39.495Z.");
        if (at.Year <= NoYear)
            throw new FormatException($"{path}: is not set.");
        return Micros(at);
    }

    private static string Decimals(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        if (point < 0)
            return text;
        var end = point + 1;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
            end++;
        return end - point > 8 ? text.Remove(point + 8, end - point - 8) : text;
    }

    private static string Storable(string text) => text.Replace('\0', '\u2400');

    public static string Short(string text) => HostileText.Cut(text, 60);

    public static string Name(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "an object",
        JsonValueKind.String => "text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        _ => "null",
    };
}
