using System.Text.Json;
using Microsoft.Extensions.Options;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Alertmanager;

/// <summary>Asks one Alertmanager over its API v2. Every way an answer can end is an <see cref="Outcome{T}"/>.</summary>
public sealed class AlertmanagerClient(HttpClient http, IOptions<AlertmanagerOptions> options, TimeProvider time)
{
    private readonly AlertmanagerOptions _options = options.Value;

    /// <summary>The server's version.</summary>
    public Task<Outcome<string>> VersionAsync(CancellationToken cancellationToken)
        => GetAsync("api/v2/status", root => root.GetProperty("versionInfo").GetProperty("version").GetString() ?? "", cancellationToken);

    private async Task<Outcome<T>> GetAsync<T>(string path, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        if (_options.Url.Length == 0)
            return Outcome<T>.NotConfigured("No Alertmanager is configured: set Alertmanager:Url (environment: Alertmanager__Url).", time.GetUtcNow());
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(_options.TimeoutSeconds), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using var response = await http.GetAsync(new Uri(_options.Url.TrimEnd('/') + "/" + path), HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (!response.IsSuccessStatusCode)
            {
                var words = $"Alertmanager answered {(int)response.StatusCode} to {path}.";
                return (int)response.StatusCode >= 500 ? Outcome<T>.Unavailable(words, time.GetUtcNow()) : Outcome<T>.Rejected(words, time.GetUtcNow());
            }
            await using var body = await response.Content.ReadAsStreamAsync(either.Token);
            using var document = await JsonDocument.ParseAsync(body, default, either.Token);
            return Outcome<T>.Ok(read(document.RootElement), time.GetUtcNow());
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Outcome<T>.Unavailable($"Alertmanager did not answer within {_options.TimeoutSeconds} s.", time.GetUtcNow());
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return Outcome<T>.Unavailable("Alertmanager is not reachable: " + error.Message, time.GetUtcNow());
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return Outcome<T>.Rejected($"What answers at Alertmanager:Url is not an Alertmanager: {path} has another shape.", time.GetUtcNow());
        }
    }
}
