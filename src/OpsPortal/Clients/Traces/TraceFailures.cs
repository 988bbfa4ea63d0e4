using System.Text;
using System.Text.Json;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Traces;

/// <summary>What a trace store says went wrong: Jaeger in JSON, Tempo in plain text.</summary>
internal static class TraceFailures
{
    private const int LongestReason = 500;

    /// <summary>A web page: a proxy's, or the user interface of a Jaeger that is asked below a wrong path.</summary>
    public static bool IsPage(HttpResponseMessage response) => response.Content.Headers.ContentType?.MediaType == "text/html";

    /// <summary>A trace that isn't there is another thing than an address that isn't: Go's servers know no such path.</summary>
    public static bool IsNoAddress(HttpResponseMessage response, ReadOnlyMemory<byte> body) => IsPage(response) || Plain(body) == "404 page not found";

    /// <summary>In the store's words, behind a colon; "" when it says nothing that helps.</summary>
    public static string Words(HttpResponseMessage response, ReadOnlyMemory<byte> body)
    {
        if (IsPage(response))
            return "";
        var words = Plain(body);
        try
        {
            using var document = JsonDocument.Parse(JsonText.Readable(body));
            var root = document.RootElement;
            var said = string.Join("; ", OfJaeger(root));
            words = said.Length > 0 ? said : SpanValues.Text(root, "message") is { Length: > 0 } message ? message : SpanValues.Text(root, "error") is { Length: > 0 } error ? error : words;
        }
        catch (JsonException)
        {
            // Plain text, as Tempo writes it.
        }
        return words.Length == 0 ? "" : ": " + HostileText.Cut(words, LongestReason);
    }

    /// <summary><c>"errors":[{"code":404,"msg":"trace not found"}]</c>, which may stand beside data, too.</summary>
    public static IReadOnlyList<string> OfJaeger(JsonElement root)
        => [.. SpanValues.Items(root, "errors").Select(one => SpanValues.Text(one, "msg")).Where(words => words.Length > 0)];

    private static string Plain(ReadOnlyMemory<byte> body) => Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, 4 * LongestReason)]).Trim();
}
