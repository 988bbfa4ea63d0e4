using System.Net;
using System.Text;
using System.Text.Json;

namespace OpsPortal.Tests.Lab.Loki;

/// <summary>One answer of a real Loki 3.7.6 with its request, from <c>Fixtures/loki</c>.</summary>
internal sealed class RecordedAnswer
{
    private static readonly string Folder = System.IO.Path.Combine(AppContext.BaseDirectory, "Fixtures", "loki");
    private readonly JsonElement _root;

    private RecordedAnswer(string name, JsonElement root) => (Name, _root) = (name, root);

    public string Name { get; }

    public HttpStatusCode Status => (HttpStatusCode)_root.GetProperty("status").GetInt32();

    public JsonElement Body => _root.GetProperty("body");

    /// <summary>The body as it came over the wire, up to white space.</summary>
    public string Text => Body.ValueKind == JsonValueKind.String ? Body.GetString()! : Body.GetRawText();

    public string ContentType => _root.TryGetProperty("contentType", out var type) ? type.GetString() ?? "" : "";

    public string Query => Parameter("query");

    public string Path => Request.GetProperty("path").GetString()!;

    public bool IsCategorized => Headers().Any(pair => pair.Value == "categorize-labels");

    /// <summary>Of a tail: what came over the socket.</summary>
    public IReadOnlyList<JsonElement> Frames => _root.TryGetProperty("frames", out var frames) && frames.ValueKind == JsonValueKind.Array ? [.. frames.EnumerateArray()] : [];

    private JsonElement Request => _root.GetProperty("request");

    public static RecordedAnswer Load(string name)
        => new(name, JsonDocument.Parse(File.ReadAllBytes(System.IO.Path.Combine(Folder, name + ".json"))).RootElement);

    public static IEnumerable<RecordedAnswer> All(string pattern)
        => Directory.GetFiles(Folder, pattern + ".json").Select(System.IO.Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal).Select(name => Load(name!));

    public string Parameter(string name) => Request.GetProperty("query").TryGetProperty(name, out var value) ? value.ToString() : "";

    /// <summary>The very request that was sent to Loki.</summary>
    public HttpRequestMessage ToRequest(Uri server)
    {
        var raw = Request.TryGetProperty("rawQuery", out var text) ? text.GetString()! : "";
        var request = new HttpRequestMessage(
            new HttpMethod(Request.GetProperty("method").GetString()!),
            new Uri(server, Path + (raw.Length > 0 ? "?" + raw : "")));
        if (Request.TryGetProperty("body", out var body))
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.GetString() ?? ""));
        foreach (var (name, value) in Headers())
        {
            if (name.StartsWith("Content-", StringComparison.Ordinal))
                (request.Content ??= new ByteArrayContent([])).Headers.TryAddWithoutValidation(name, value);
            else
                request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private IEnumerable<KeyValuePair<string, string>> Headers()
        => Request.TryGetProperty("headers", out var headers) && headers.ValueKind == JsonValueKind.Object
            ? headers.EnumerateObject().Select(header => new KeyValuePair<string, string>(header.Name, header.Value.GetString()!))
            : [];
}
