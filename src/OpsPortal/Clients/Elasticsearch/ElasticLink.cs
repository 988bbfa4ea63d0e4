using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Options;
using OpsPortal.Clients.Backend;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Elasticsearch;

/// <summary>The way to one Elasticsearch cluster.</summary>
public sealed class ElasticLink(HttpClient http, IOptions<ElasticOptions> options, TimeProvider time)
{
    internal const string NotConfigured = "No Elasticsearch is configured: set Elasticsearch:Url (environment: Elasticsearch__Url).";
    private static readonly BackendAsk Ask = new("Elasticsearch", "Elasticsearch", "A shorter range or a narrower query may help.", "Ask for fewer lines or a shorter range.");

    internal ElasticOptions Options => options.Value;

    internal TimeProvider Time => time;

    internal bool IsConfigured => Options.Url.Length > 0;

    /// <param name="path">Behind the index: <c>_search</c>; with a leading slash behind the server.</param>
    /// <param name="body">JSON, or null.</param>
    /// <param name="method">By default POST with a body and GET without.</param>
    internal async Task<Outcome<T>> AskAsync<T>(string path, byte[]? body, Func<JsonElement, Outcome<T>> read, CancellationToken cancellationToken, HttpMethod? method = null)
    {
        if (!IsConfigured)
            return Outcome<T>.NotConfigured(NotConfigured, time.GetUtcNow());
        var address = Options.Url.TrimEnd('/') + (path.StartsWith('/') ? path : $"/{Options.Index}/{path}");
        return await Ask.AskAsync(
            http, Options, Credentials, time,
            () => new HttpRequestMessage(method ?? (body is null ? HttpMethod.Get : HttpMethod.Post), address)
            {
                Content = body is null ? null : new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } },
            },
            (response, answer) => Read(response, answer, read), cancellationToken);
    }

    /// <summary>Asks the search API; what shards left out is a warning.</summary>
    /// <param name="path">Of a search in a point in time <c>/_search</c>: that knows its indices.</param>
    internal Task<Outcome<T>> SearchAsync<T>(byte[] body, Func<JsonElement, T> read, CancellationToken cancellationToken, string path = "_search?ignore_unavailable=true&allow_no_indices=true")
        => AskAsync(path, body, root => Outcome<T>.Ok(read(root), time.GetUtcNow(), ElasticFailures.Warnings(root)), cancellationToken);

    private IEnumerable<(string Name, string Value)> Credentials()
        => Options.ApiKeyFile.Length > 0 ? [("Authorization", "ApiKey " + BackendAsk.Secret(Options.ApiKeyFile))] : BackendAsk.Credentials(Options);

    private Outcome<T> Read<T>(HttpResponseMessage response, ReadOnlyMemory<byte> body, Func<JsonElement, Outcome<T>> read)
    {
        try
        {
            using var document = JsonDocument.Parse(JsonText.Readable(body));
            if (response.IsSuccessStatusCode)
                return read(document.RootElement);
            return Failed<T>(response.StatusCode, ElasticFailures.Words(document.RootElement));
        }
        catch (JsonException) when (!response.IsSuccessStatusCode)
        {
            // What stands before a cluster answers in its own words, which don't help.
            return Failed<T>(response.StatusCode, "");
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or FormatException or InvalidOperationException or OverflowException or IndexOutOfRangeException)
        {
            return Outcome<T>.Unavailable("Elasticsearch's answer could not be read: " + error.Message, time.GetUtcNow());
        }
    }

    private Outcome<T> Failed<T>(HttpStatusCode status, string words)
    {
        var at = time.GetUtcNow();
        return status switch
        {
            HttpStatusCode.Unauthorized => Outcome<T>.Rejected($"Elasticsearch refused the credentials (401): set Elasticsearch:ApiKeyFile, or Elasticsearch:Username and Elasticsearch:PasswordFile. {words}".Trim(), at),
            HttpStatusCode.Forbidden => Outcome<T>.Rejected($"Elasticsearch knows the portal but does not let it do this (403): it needs read and view_index_metadata on the indices. {words}".Trim(), at),
            HttpStatusCode.NotFound => Outcome<T>.Rejected($"Elasticsearch does not know this index or address (404). {words}".Trim(), at),
            HttpStatusCode.TooManyRequests => Outcome<T>.Unavailable($"Elasticsearch is busy: {words}".TrimEnd(' ', ':'), at),
            >= HttpStatusCode.InternalServerError => Outcome<T>.Unavailable($"Elasticsearch failed ({(int)status}): {words}".TrimEnd(' ', ':'), at),
            _ => Outcome<T>.Rejected(words.Length > 0 ? words : $"Elasticsearch refused the question with status {(int)status}.", at),
        };
    }
}
