using System.Text.Json;
using System.Text.RegularExpressions;

namespace OpsPortal.Domain;

/// <summary>Lines that differ only in numbers and ids have one shape. Of a line of JSON counts what it says: its message and its error.</summary>
public static partial class LogShape
{
    private const int MostRead = 2000;
    private static readonly string[] MessageNames = ["message", "msg", "event", "text"];
    private static readonly string[] ErrorNames = ["error_type", "exception", "error", "err"];

    public static string Of(string line) => Mask(Said(line));

    /// <summary>"took 12.5 ms for user 7f3a-…" is "took &lt;*&gt; ms for user &lt;*&gt;".</summary>
    public static string Mask(string line) => Variable().Replace(line.Length <= MostRead ? line : line[..MostRead], "<*>");

    /// <summary>"message: error type: error" of a line of JSON that has a message; any other line whole.</summary>
    public static string Said(string line)
    {
        if (!line.StartsWith('{'))
            return line;
        try
        {
            using var json = JsonDocument.Parse(line);
            return First(json.RootElement, MessageNames) is { } message
                ? string.Join(": ", ErrorNames.Select(name => Text(json.RootElement, name)).OfType<string>().Prepend(message))
                : line;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or ArgumentException)
        {
            // No JSON, or JSON whose texts have halves of characters, which can't be read: the line as it is.
            return line;
        }
    }

    private static string? First(JsonElement json, string[] names) => names.Select(name => Text(json, name)).FirstOrDefault(text => text is not null);

    private static string? Text(JsonElement json, string name)
        => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    // Times, UUIDs and long hexadecimal words, addresses, then any number. Linear in the line's length.
    [GeneratedRegex(@"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|\b(?=[0-9a-fA-F]*\d)[0-9a-fA-F]{8,}\b|\b\d+(?:\.\d+)*\b", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();
}
