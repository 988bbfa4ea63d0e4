using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Loki;

/// <summary>
/// Asks one Loki over its HTTP API. Every way an answer can end is an <see cref="Outcome{T}"/>; wire types stay in here.
/// Moments are nanoseconds since 1970, exactly as Loki has them; ranges are half-open.
/// </summary>
public sealed class LokiClient(HttpClient http, IOptions<LokiOptions> options, TimeProvider time)
{
    // Some proxies refuse longer addresses; the same question can be asked as a form.
    private const int LongestAddress = 4000;

    private readonly LokiOptions _options = options.Value;

    /// <summary>Lines of [start, end), newest first when <paramref name="backward"/>, of all streams together.</summary>
    /// <param name="limit">1 to 5,000 as Loki is set up by default.</param>
    public Task<Outcome<IReadOnlyList<LogEntry>>> LinesAsync(
        string logql, long start, long end, int limit, bool backward, CancellationToken cancellationToken)
        => SendAsync(
            "query_range",
            [
                new("query", logql), new("limit", Text(limit)), new("direction", backward ? "backward" : "forward"),
                new("start", Text(start)), new("end", Text(end)),
            ],
            data => AnswerReader.Lines(data, backward), cancellationToken);

    /// <summary>Values at each step of a range. Loki's answer may reach beyond it; what lies outside is left out.</summary>
    public Task<Outcome<IReadOnlyList<Series>>> MetricAsync(string logql, long start, long end, TimeSpan step, CancellationToken cancellationToken)
        => SendAsync(
            "query_range",
            [
                new("query", logql), new("step", step.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)),
                new("start", Text(start)), new("end", Text(end)),
            ],
            data => AnswerReader.Matrix(data, start / 1e9, end / 1e9), cancellationToken);

    /// <summary>The value of each series of a metric query at one instant.</summary>
    public Task<Outcome<IReadOnlyList<InstantSample>>> InstantAsync(string logql, long at, CancellationToken cancellationToken)
        => SendAsync("query", [new("query", logql), new("time", Text(at))], AnswerReader.Vector, cancellationToken);

    /// <summary>Names of labels that streams of the range have.</summary>
    public Task<Outcome<IReadOnlyList<string>>> LabelsAsync(long start, long end, CancellationToken cancellationToken)
        => SendAsync("labels", [new("start", Text(start)), new("end", Text(end))], AnswerReader.Names, cancellationToken);

    /// <param name="selector">Only of these streams: <c>{service="h200"}</c>; null: of all.</param>
    public Task<Outcome<IReadOnlyList<string>>> LabelValuesAsync(
        string label, string? selector, long start, long end, CancellationToken cancellationToken)
        => SendAsync(
            $"label/{Uri.EscapeDataString(label)}/values",
            [.. selector is null ? [] : new KeyValuePair<string, string>[] { new("query", selector) }, new("start", Text(start)), new("end", Text(end))],
            AnswerReader.Names, cancellationToken);

    /// <summary>The streams that a selector matches.</summary>
    public Task<Outcome<IReadOnlyList<LabelSet>>> SeriesAsync(string selector, long start, long end, CancellationToken cancellationToken)
        => SendAsync("series", [new("match[]", selector), new("start", Text(start)), new("end", Text(end))], AnswerReader.Streams, cancellationToken);

    /// <summary>How much a selector would read; approximate, and low until Loki has flushed its newest chunks.</summary>
    public Task<Outcome<LogVolume>> StatsAsync(string selector, long start, long end, CancellationToken cancellationToken)
        => SendAsync("index/stats", [new("query", selector), new("start", Text(start)), new("end", Text(end))], AnswerReader.Stats, cancellationToken);

    public Task<Outcome<string>> VersionAsync(CancellationToken cancellationToken)
        => SendAsync("status/buildinfo", [], root => root.GetProperty("version").GetString() ?? "", cancellationToken);

    /// <returns>Ok when Loki says that it is ready; Unavailable with its words while it starts.</returns>
    public Task<Outcome<string>> ReadyAsync(CancellationToken cancellationToken)
        => AskAsync(() => new HttpRequestMessage(HttpMethod.Get, Base() + "/ready"),
            body => Outcome<string>.Ok(Encoding.UTF8.GetString(body.Span).Trim(), time.GetUtcNow()), cancellationToken);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private string Base() => _options.Url.TrimEnd('/');

    private Task<Outcome<T>> SendAsync<T>(
        string path, KeyValuePair<string, string>[] parameters, Func<JsonElement, T> read, CancellationToken cancellationToken)
        => AskAsync(() => Request(path, parameters), body => AnswerReader.Read(body, read, time), cancellationToken);

    private async Task<Outcome<T>> AskAsync<T>(
        Func<HttpRequestMessage> ask, Func<ReadOnlyMemory<byte>, Outcome<T>> read, CancellationToken cancellationToken)
    {
        if (_options.Url.Length == 0)
            return Outcome<T>.NotConfigured("No Loki is configured: set Loki:Url (environment: Loki__Url).", time.GetUtcNow());
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(_options.TimeoutSeconds), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using var request = ask();
            Authorize(request);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var body = await BoundedBody.ReadAsync(response.Content, _options.MaxResponseBytes, either.Token);
            if (body is null)
            {
                return Outcome<T>.Rejected(
                    $"Loki's answer is larger than Loki:MaxResponseBytes ({_options.MaxResponseBytes:N0} bytes). Ask for fewer lines or a shorter range.",
                    time.GetUtcNow());
            }

            return response.IsSuccessStatusCode ? read(body.Value) : Failures.Map<T>(response, body.Value.Span, time.GetUtcNow());
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Outcome<T>.Unavailable($"Loki did not answer within {_options.TimeoutSeconds} s. A shorter range or a narrower selector may help.", time.GetUtcNow());
        }
        catch (HttpRequestException error) when (error.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError)
        {
            return Outcome<T>.Unavailable("Loki is not reachable: " + error.Message, time.GetUtcNow());
        }
        catch (Exception error) when (error is HttpRequestException or IOException or InvalidDataException)
        {
            return Outcome<T>.Unavailable("The connection to Loki broke: " + error.Message, time.GetUtcNow());
        }
    }

    private HttpRequestMessage Request(string path, KeyValuePair<string, string>[] parameters)
    {
        var address = $"{Base()}/loki/api/v1/{path}";
        var query = string.Join('&', parameters.Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}"));
        var request = address.Length + query.Length > LongestAddress
            ? new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(parameters) }
            : new HttpRequestMessage(HttpMethod.Get, query.Length == 0 ? address : $"{address}?{query}");
        // Without it, structured metadata is folded into the labels and splits one stream into many.
        request.Headers.Add("X-Loki-Response-Encoding-Flags", "categorize-labels");
        return request;
    }

    private void Authorize(HttpRequestMessage request)
    {
        request.Version = HttpVersion.Version11;
        if (_options.Tenant.Length > 0)
            request.Headers.Add("X-Scope-OrgID", _options.Tenant);
        if (_options.BearerTokenFile.Length > 0)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", File.ReadAllText(_options.BearerTokenFile).Trim());
        }
        else if (_options.Username.Length > 0)
        {
            var pair = $"{_options.Username}:{File.ReadAllText(_options.PasswordFile).Trim()}";
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
        }
    }
}
