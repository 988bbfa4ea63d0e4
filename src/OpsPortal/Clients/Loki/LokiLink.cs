using Microsoft.Extensions.Options;
using OpsPortal.Clients.Backend;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Loki;

/// <summary>The way to one Loki: its address, who the portal is there, how long and how much an answer may be.</summary>
public sealed class LokiLink(HttpClient http, IOptions<LokiOptions> options, TimeProvider time)
{
    // Some proxies refuse longer addresses; the same question can be asked as a form.
    private const int LongestAddress = 4000;

    private static readonly BackendAsk Ask = new("Loki", "Loki", "A shorter range or a narrower selector may help.", "Ask for fewer lines or a shorter range.");

    private readonly LokiOptions _options = options.Value;

    internal LokiOptions Options => _options;

    internal TimeProvider Time => time;

    internal bool IsConfigured => _options.Url.Length > 0;

    internal static string NotConfigured => "No Loki is configured: set Loki:Url (environment: Loki__Url).";

    internal string Base => _options.Url.TrimEnd('/');

    /// <summary>The address of a question: parameters in the order in which they are given.</summary>
    internal string Address(string path, KeyValuePair<string, string>[] parameters)
    {
        var query = string.Join('&', parameters.Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}"));
        return $"{Base}/loki/api/v1/{path}{(query.Length == 0 ? "" : "?")}{query}";
    }

    internal HttpRequestMessage Question(string path, KeyValuePair<string, string>[] parameters)
    {
        var address = Address(path, parameters);
        var request = address.Length > LongestAddress
            ? new HttpRequestMessage(HttpMethod.Post, $"{Base}/loki/api/v1/{path}") { Content = new FormUrlEncodedContent(parameters) }
            : new HttpRequestMessage(HttpMethod.Get, address);
        // Without it, structured metadata is folded into the labels and splits one stream into many.
        request.Headers.Add("X-Loki-Response-Encoding-Flags", "categorize-labels");
        return request;
    }

    /// <summary>Headers that say who asks. Files are read each time, so that secrets can be rotated.</summary>
    internal IEnumerable<(string Name, string Value)> Credentials() => BackendAsk.Credentials(_options);

    /// <summary>Sends, and reads the whole answer; what it says is <paramref name="read"/>'s, what went wrong on the way is an outcome.</summary>
    internal async Task<Outcome<T>> AskAsync<T>(
        Func<HttpRequestMessage> ask, Func<HttpResponseMessage, ReadOnlyMemory<byte>, Outcome<T>> read, CancellationToken cancellationToken)
        => IsConfigured
            ? await Ask.AskAsync(http, _options, Credentials, time, ask, read, cancellationToken)
            : Outcome<T>.NotConfigured(NotConfigured, time.GetUtcNow());

    internal static SocketsHttpHandler Handler(LokiOptions options) => BackendAsk.Handler(options);
}
