using System.Globalization;
using System.Text.Json;

namespace OpsPortal.Clients.Alertmanager;

/// <summary>
/// Reads a webhook body. Unknown fields are left alone; a missing or mistyped one that is needed is named. Text keeps every
/// character but NUL, which PostgreSQL can't hold: it becomes the visible U+2400.
/// </summary>
public static class WebhookReader
{
    // Go's zero time: Alertmanager's "not set".
    private const int NoYear = 1;

    /// <returns>The delivery, or null and what is wrong with the body, in words that name the field.</returns>
    public static (WebhookDelivery? Delivery, string? Problem) Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return (Delivery(document.RootElement), null);
        }
        catch (JsonException error)
        {
            return (null, $"The body is not valid JSON (line {error.LineNumber + 1}, byte {error.BytePositionInLine}).");
        }
        catch (FormatException error)
        {
            return (null, error.Message);
        }
    }

    private static WebhookDelivery Delivery(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new FormatException($"The body must be a JSON object, not {Name(root.ValueKind)}.");
        if (Text(root, "version", "version", required: true) is var version && version != "4")
            throw new FormatException($"version: \"{Short(version)}\" is not known here; Alertmanager 0.16 and later send \"4\".");
        if (!root.TryGetProperty("alerts", out var alerts) || alerts.ValueKind != JsonValueKind.Array)
            throw new FormatException("alerts: is missing or not a list.");
        var truncated = root.TryGetProperty("truncatedAlerts", out var number) && number.ValueKind != JsonValueKind.Null
            ? number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out var count) && count >= 0
                ? count
                : throw new FormatException("truncatedAlerts: must be a whole number, 0 or more.")
            : 0;
        return new WebhookDelivery(
            Text(root, "receiver", "receiver"), Text(root, "groupKey", "groupKey"), Text(root, "externalURL", "externalURL"), truncated,
            [.. alerts.EnumerateArray().Select(Alert)]);
    }

    private static WebhookAlert Alert(JsonElement alert, int index)
    {
        var path = $"alerts[{index}]";
        if (alert.ValueKind != JsonValueKind.Object)
            throw new FormatException($"{path}: must be an object, not {Name(alert.ValueKind)}.");
        var status = Text(alert, "status", path + ".status", required: true);
        if (status is not ("firing" or "resolved"))
            throw new FormatException($"{path}.status: \"{Short(status)}\" is neither \"firing\" nor \"resolved\".");
        var labels = Texts(alert, "labels", path + ".labels");
        if (labels.Count == 0)
            throw new FormatException($"{path}.labels: is missing or empty; an alert is known by its labels.");
        var starts = Time(alert, "startsAt", path + ".startsAt");
        var ends = status == "firing" ? (DateTimeOffset?)null : Time(alert, "endsAt", path + ".endsAt");
        var fingerprint = Text(alert, "fingerprint", path + ".fingerprint");
        if (fingerprint.Length > 64)
            throw new FormatException($"{path}.fingerprint: is longer than 64 characters.");
        return new WebhookAlert(
            fingerprint.Length > 0 ? fingerprint : AlertFingerprint.Of(labels), starts, ends < starts ? starts : ends,
            labels, Texts(alert, "annotations", path + ".annotations"), Text(alert, "generatorURL", path + ".generatorURL"));
    }

    private static string Text(JsonElement parent, string key, string path, bool required = false)
    {
        if (!parent.TryGetProperty(key, out var value) || value.ValueKind == JsonValueKind.Null)
            return required ? throw new FormatException($"{path}: is missing.") : "";
        return Text(value, path);
    }

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

    private static Dictionary<string, string> Texts(JsonElement parent, string key, string path)
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

    private static DateTimeOffset Time(JsonElement parent, string key, string path)
    {
        var text = Text(parent, key, path, required: true);
        // Go writes up to nine decimals, .NET reads seven.
        if (!DateTimeOffset.TryParse(Decimals(text), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            || !text.Contains('T', StringComparison.Ordinal))
            throw new FormatException($"{path}: \"{Short(text)}\" is not an RFC 3339 time like 2026-11-21T03:14:39.495Z.");
        if (at.Year <= NoYear)
            throw new FormatException($"{path}: is not set.");
        // PostgreSQL keeps microseconds: what is compared must be what is read back.
        return new DateTimeOffset(at.Ticks - at.Ticks % TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);
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

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";

    private static string Name(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "an object",
        JsonValueKind.String => "text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        _ => "null",
    };
}
