using System.Net;
using System.Text;
using System.Text.Json;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Loki;

/// <summary>Maps Loki's refusals, which are plain text and, but for one, not JSON.</summary>
internal static class Failures
{
    private const int LongestReason = 2000;

    public static Outcome<T> Map<T>(HttpResponseMessage response, ReadOnlySpan<byte> body, DateTimeOffset at)
    {
        var words = Words(response, body);
        return response.StatusCode switch
        {
            HttpStatusCode.Unauthorized when words.StartsWith("no org id", StringComparison.Ordinal)
                => Outcome<T>.Rejected("Loki asks for a tenant: set Loki:Tenant. (no org id)", at),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
                => Outcome<T>.Rejected($"Loki refused the credentials ({(int)response.StatusCode}): set Loki:BearerTokenFile, or Loki:Username and Loki:PasswordFile. {words}".Trim(), at),
            HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed
                => Outcome<T>.Rejected($"Loki does not know this address, or the feature is switched off there ({(int)response.StatusCode}). {words}".Trim(), at),
            HttpStatusCode.TooManyRequests => Outcome<T>.Unavailable("Loki is busy: " + words, at),
            >= HttpStatusCode.InternalServerError => Outcome<T>.Unavailable($"Loki failed ({(int)response.StatusCode}): {words}".TrimEnd(' ', ':'), at),
            _ => Outcome<T>.Rejected(words.Length > 0 ? words : $"Loki refused the question with status {(int)response.StatusCode}.", at),
        };
    }

    /// <summary>What the body says to a person; "" when that is nothing.</summary>
    public static string Words(HttpResponseMessage response, ReadOnlySpan<byte> body)
    {
        var type = response.Content.Headers.ContentType?.MediaType;
        // A proxy's page says nothing that helps, and would be long.
        if (type == "text/html")
            return "";
        if (type == "application/json" && Error(body) is { } error)
            return error;
        var text = Encoding.UTF8.GetString(body[..Math.Min(body.Length, LongestReason)]).Trim();
        return body.Length > LongestReason ? text + "…" : text;
    }

    // format_query is the one that answers {"status":"invalid-query","error":"…"}.
    private static string? Error(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            using var document = JsonDocument.ParseValue(ref reader);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("error", out var error) ? error.GetString() : null;
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
