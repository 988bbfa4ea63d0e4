using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Options;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Prometheus;

/// <summary>
/// Asks one Prometheus over its HTTP API. Every way an answer can end is an <see cref="Outcome{T}"/>; wire types stay in here.
/// </summary>
public sealed class PrometheusClient(HttpClient http, IOptions<PrometheusOptions> options, TimeProvider time)
{
    private readonly PrometheusOptions _options = options.Value;

    /// <summary>The value of each series at one instant.</summary>
    /// <param name="at">Null: now, by the server's clock.</param>
    public Task<Outcome<IReadOnlyList<InstantSample>>> QueryAsync(string promql, DateTimeOffset? at, CancellationToken cancellationToken)
        => SendAsync("api/v1/query", Form(promql, at), ResponseReader.Instant, cancellationToken);

    /// <summary>Values at each step of a closed range.</summary>
    public Task<Outcome<IReadOnlyList<Series>>> QueryRangeAsync(
        string promql, DateTimeOffset start, DateTimeOffset end, TimeSpan step, CancellationToken cancellationToken)
        => SendAsync(
            "api/v1/query_range",
            [
                new("query", promql), new("start", Seconds(start)), new("end", Seconds(end)),
                new("step", step.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)),
            ],
            ResponseReader.Matrix, cancellationToken);

    /// <summary>The samples as they were scraped.</summary>
    /// <param name="rangeSelector">A range selector: <c>x{a="b"}[1d]</c>. Samples lie in (at − range, at] by Prometheus 3, [at − range, at] by 2.</param>
    public Task<Outcome<IReadOnlyList<Series>>> RawSamplesAsync(string rangeSelector, DateTimeOffset at, CancellationToken cancellationToken)
        => SendAsync("api/v1/query", Form(rangeSelector, at), ResponseReader.Matrix, cancellationToken);

    /// <summary>The server's version.</summary>
    public Task<Outcome<string>> VersionAsync(CancellationToken cancellationToken)
        => SendAsync("api/v1/status/buildinfo", null, data => data.GetProperty("version").GetString() ?? "", cancellationToken);

    private static KeyValuePair<string, string>[] Form(string promql, DateTimeOffset? at)
        => at is { } instant ? [new("query", promql), new("time", Seconds(instant))] : [new("query", promql)];

    private static string Seconds(DateTimeOffset at) => (at.ToUnixTimeMilliseconds() / 1000m).ToString("0.###", CultureInfo.InvariantCulture);

    private async Task<Outcome<T>> SendAsync<T>(
        string path, KeyValuePair<string, string>[]? form, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        if (_options.Url.Length == 0)
            return Outcome<T>.NotConfigured("No Prometheus is configured: set Prometheus:Url (environment: Prometheus__Url).", time.GetUtcNow());
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(_options.TimeoutSeconds + 1), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using var request = Request(path, form);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return await BoundedBody.ReadAsync(response.Content, _options.MaxResponseBytes, either.Token) is { } body
                ? ResponseReader.Read(response.StatusCode, response.Content.Headers.ContentType?.MediaType, body, read, time)
                : Outcome<T>.Rejected($"Prometheus' answer is larger than Prometheus:MaxResponseBytes ({_options.MaxResponseBytes} bytes). Ask for less.", time.GetUtcNow());
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Outcome<T>.Unavailable($"Prometheus did not answer within {_options.TimeoutSeconds} s.", time.GetUtcNow());
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return Outcome<T>.Unavailable(Reason(error), time.GetUtcNow());
        }
    }

    private static string Reason(Exception error) => error switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => "Prometheus is not reachable: " + error.Message,
        _ => "The connection to Prometheus broke: " + error.Message,
    };

    private HttpRequestMessage Request(string path, KeyValuePair<string, string>[]? form)
    {
        var address = new Uri(_options.Url.TrimEnd('/') + "/" + path);
        var request = form is null ? new HttpRequestMessage(HttpMethod.Get, address) : new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new FormUrlEncodedContent([.. form, new("timeout", _options.TimeoutSeconds.ToString(CultureInfo.InvariantCulture) + "s")]),
        };
        request.Version = HttpVersion.Version11;
        if (_options.BearerTokenFile.Length > 0)
            request.Headers.Authorization = new("Bearer", File.ReadAllText(_options.BearerTokenFile).Trim());
        return request;
    }
}
