using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using OpsPortal.Clients;
using OpsPortal.Features.Notifications.Channels;

namespace OpsPortal.Features.Notifications.Sending;

/// <summary>Posts JSON to a webhook: no redirects, a bounded answer, a bounded time.</summary>
internal sealed class WebhookPoster : IDisposable
{
    private const int MostAnswer = 16 * 1024;
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);
    private readonly HttpClient _http;
    private readonly NotificationsOptions _options;
    private readonly TimeProvider _time;

    public WebhookPoster(IOptions<NotificationsOptions> options, TimeProvider time)
    {
        (_options, _time) = (options.Value, time);
        // A redirect would carry the message, and its secrets, to an address that nobody entered.
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(_options.TimeoutSeconds), PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            MaxResponseHeadersLength = 32,
        })
        {
            Timeout = TimeSpan.FromSeconds(_options.TimeoutSeconds),
        };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("OpsPortal", null));
    }

    public static byte[] Json(object body) => JsonSerializer.SerializeToUtf8Bytes(body, JsonSerializerOptions.Web);

    public async Task<SendResult> PostAsync(string? url, byte[] json, IEnumerable<(string Name, string Value)> headers, CancellationToken cancellationToken)
    {
        if (url is null || WebhookUrl.Problem(url, _options.AllowHttp) is not null)
            return new SendResult(SendOutcome.Failed, "Its address is not allowed (any more): it must begin with https://.");
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(json) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // The client's own time limit ends with the answer's head.
        timeout.CancelAfter(TimeSpan.FromSeconds(_options.TimeoutSeconds));
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            var said = await BoundedBody.ReadAsync(response.Content, MostAnswer, timeout.Token);
            return ResultOf(response, said is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : "");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new SendResult(SendOutcome.Again, $"No answer within {_options.TimeoutSeconds} s; it may have arrived.");
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            // The message of the exception may hold the address; its kind does not.
            return new SendResult(SendOutcome.Again, error is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } http ? $"Not reached: {http.HttpRequestError}." : "The connection broke; it may have arrived.");
        }
    }

    public void Dispose() => _http.Dispose();

    private SendResult ResultOf(HttpResponseMessage response, string said)
    {
        var status = (int)response.StatusCode;
        var words = $"Answered {status}" + (Short(said) is { Length: > 0 } text ? $": {text}" : ".");
        return status switch
        {
            >= 200 and < 300 => new(SendOutcome.Sent, $"Answered {status}."),
            >= 300 and < 400 => new(SendOutcome.Failed, $"Answered {status}, a redirect, which is not followed. Enter the address that it leads to."),
            408 or 425 or 429 or >= 500 => new(SendOutcome.Again, words, After(response.Headers.RetryAfter)),
            _ => new(SendOutcome.Failed, words),
        };
    }

    private TimeSpan? After(RetryConditionHeaderValue? header)
    {
        var after = header?.Delta ?? (header?.Date - _time.GetUtcNow());
        return after is { } wait && wait > TimeSpan.Zero ? wait < LongestPause ? wait : LongestPause : null;
    }

    private static string Short(string text)
    {
        var line = new string([.. text.Select(letter => char.IsControl(letter) ? ' ' : letter).Take(200)]).Trim();
        return line.StartsWith('<') ? "" : line;
    }
}
