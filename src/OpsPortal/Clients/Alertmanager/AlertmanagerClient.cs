using System.Text.Json;
using Microsoft.Extensions.Options;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Alertmanager;

/// <summary>Asks one Alertmanager over its API v2. Every way an answer can end is an <see cref="Outcome{T}"/>.</summary>
public sealed class AlertmanagerClient(HttpClient http, IOptions<AlertmanagerOptions> options, TimeProvider time)
{
    private const int MostWords = 300;
    private readonly AlertmanagerOptions _options = options.Value;

    public bool IsConfigured => _options.Url.Length > 0;

    /// <summary>The server's version.</summary>
    public Task<Outcome<string>> VersionAsync(CancellationToken cancellationToken)
        => SendAsync(HttpMethod.Get, "api/v2/status", null, root => root.GetProperty("versionInfo").GetProperty("version").GetString() ?? "", cancellationToken);

    /// <summary>All alerts that fire, those that are silenced or inhibited too.</summary>
    public Task<Outcome<IReadOnlyList<ListedAlert>>> AlertsAsync(CancellationToken cancellationToken)
        => SendAsync(HttpMethod.Get, "api/v2/alerts?active=true&silenced=true&inhibited=true&unprocessed=true", null, AlertmanagerReader.Alerts, cancellationToken);

    /// <summary>All silences that it still knows; expired ones for some days.</summary>
    public Task<Outcome<IReadOnlyList<Silence>>> SilencesAsync(CancellationToken cancellationToken)
        => SendAsync(HttpMethod.Get, "api/v2/silences", null, AlertmanagerReader.Silences, cancellationToken);

    /// <param name="id">The silence to change; null makes a new one. A change of matchers gives a new id.</param>
    /// <returns>The silence's id. Rejected with Alertmanager's words when it doesn't take it.</returns>
    public Task<Outcome<string>> SetSilenceAsync(
        string? id, IReadOnlyList<SilenceMatcher> matchers, DateTimeOffset startsAt, DateTimeOffset endsAt, string createdBy, string comment, CancellationToken cancellationToken)
        => SendAsync(
            HttpMethod.Post, "api/v2/silences",
            new { id, matchers = matchers.Select(one => new { one.Name, one.Value, one.IsRegex, one.IsEqual }), startsAt = startsAt.UtcDateTime, endsAt = endsAt.UtcDateTime, createdBy, comment },
            root => root.GetProperty("silenceID").GetString() ?? "", cancellationToken);

    /// <summary>Ends a silence now. One that had ended is fine, too.</summary>
    public async Task<Outcome<bool>> ExpireSilenceAsync(string id, CancellationToken cancellationToken)
        => await SendAsync(HttpMethod.Delete, "api/v2/silence/" + Uri.EscapeDataString(id), null, _ => true, cancellationToken);

    private async Task<Outcome<T>> SendAsync<T>(HttpMethod method, string path, object? body, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        if (!IsConfigured)
            return Outcome<T>.NotConfigured("No Alertmanager is configured: set Alertmanager:Url (environment: Alertmanager__Url).", time.GetUtcNow());
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(_options.TimeoutSeconds), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(_options.Url.TrimEnd('/') + "/" + path));
            if (body is not null)
                request.Content = JsonContent.Create(body, null, JsonSerializerOptions.Web);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (!response.IsSuccessStatusCode)
            {
                var words = $"Alertmanager answered {(int)response.StatusCode} to {path.Split('?')[0]}{await WordsAsync(response, either.Token)}.";
                return (int)response.StatusCode >= 500 ? Outcome<T>.Unavailable(words, time.GetUtcNow()) : Outcome<T>.Rejected(words, time.GetUtcNow());
            }
            // Ending a silence answers nothing at all.
            var answer = await response.Content.ReadAsByteArrayAsync(either.Token);
            using var document = JsonDocument.Parse(answer.Length == 0 ? "{}"u8.ToArray() : answer);
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
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return Outcome<T>.Rejected($"What answers at Alertmanager:Url is not an Alertmanager: {path.Split('?')[0]} has another shape.", time.GetUtcNow());
        }
    }

    // A refusal's reason is a JSON string, or an object with a message.
    private static async Task<string> WordsAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = (await response.Content.ReadAsStringAsync(cancellationToken)).Trim().Trim('"');
        return text.Length == 0 ? "" : ": " + HostileText.Cut(text, MostWords).TrimEnd('.');
    }
}
