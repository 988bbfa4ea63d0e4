using System.Text.Json;

namespace OpsPortal.Lab.Services;

/// <summary>What a service says of its health.</summary>
/// <param name="StatusCode">200, or 503 when it is not fit to serve.</param>
/// <param name="Body">What is written as JSON, names as they are.</param>
public sealed record HealthAnswer(int StatusCode, object Body)
{
    /// <summary>Names as they are, text without needless escapes.</summary>
    public static readonly JsonSerializerOptions Json = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An instant as the services write it.</summary>
    public static string Instant(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
