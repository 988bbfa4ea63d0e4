using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using OpsPortal.Gpu;

namespace OpsPortal.GpuAgent.Sending;

internal enum SentAs
{
    /// <summary>The portal has answered for each frame.</summary>
    Answered,

    /// <summary>The portal refuses this body for good: sending it again is of no use.</summary>
    Refused,

    /// <summary>Try again later.</summary>
    NotNow,
}

/// <param name="Words">Why not, for the log.</param>
/// <param name="After">How long the portal asks to wait.</param>
internal sealed record Sent(SentAs As, GpuIntakeAnswer? Answer = null, string? Words = null, TimeSpan? After = null);

/// <summary>One portal's intake over HTTP. Never throws for what a network or a portal can do.</summary>
internal sealed class PortalClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private const int MaxAnswer = 256 * 1024;
    private readonly HttpClient _http;
    private readonly Uri _address;
    private readonly string? _tokenFile;
    private string? _token;

    public PortalClient(Uri portal, string? tokenFile)
    {
        _address = new Uri(portal.AbsoluteUri.TrimEnd('/') + "/api/v1/gpu/frames");
        _tokenFile = tokenFile;
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            // A portal that moved behind its name is found again.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        { Timeout = Patience, MaxResponseContentBufferSize = MaxAnswer };
    }

    public async Task<Sent> SendAsync(GpuFrame[] frames, CancellationToken cancellation)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _address);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(cancellation));
            request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(frames, GpuFrameJson.Default.GpuFrameArray));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var response = await _http.SendAsync(request, cancellation);
            return await ReadAsync(response, cancellation);
        }
        catch (FormatException)
        {
            _token = null;
            return new Sent(SentAs.NotNow, Words: "the token's file holds more than one line, or what is no token", After: TimeSpan.FromSeconds(5));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or UnauthorizedAccessException
            || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return new Sent(SentAs.NotNow, Words: e is OperationCanceledException ? "no answer in time" : Innermost(e).Message);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<Sent> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var after = response.Headers.RetryAfter?.Delta;
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK:
                var body = await response.Content.ReadAsByteArrayAsync(cancellation);
                try
                {
                    return new Sent(SentAs.Answered, JsonSerializer.Deserialize(body, GpuFrameJson.Default.GpuIntakeAnswer));
                }
                catch (JsonException)
                {
                    return new Sent(SentAs.NotNow, Words: "the answer is not the portal's: is the address right?");
                }

            case HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity:
                return new Sent(SentAs.Refused, Words: await WordsAsync(response, cancellation));
            case HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden:
                _token = null;
                return new Sent(SentAs.NotNow, Words: $"{(int)response.StatusCode}: {await WordsAsync(response, cancellation)}", After: after ?? TimeSpan.FromSeconds(5));
            default:
                return new Sent(SentAs.NotNow, Words: $"{(int)response.StatusCode} {response.ReasonPhrase}", After: after);
        }
    }

    private static async Task<string> WordsAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var text = await response.Content.ReadAsStringAsync(cancellation);
        var detail = "";
        try
        {
            using var problem = JsonDocument.Parse(text);
            if (problem.RootElement.ValueKind == JsonValueKind.Object && problem.RootElement.TryGetProperty("detail", out var words))
                detail = words.ToString();
        }
        catch (JsonException)
        {
            // Not a problem document; the status says enough.
        }

        return new string([.. detail.Where(c => !char.IsControl(c)).Take(300)]);
    }

    private async Task<string> TokenAsync(CancellationToken cancellation) =>
        _token ??= _tokenFile is null ? "" : (await File.ReadAllTextAsync(_tokenFile, cancellation)).Trim();

    private static Exception Innermost(Exception e) => e.InnerException is { } inner ? Innermost(inner) : e;
}
