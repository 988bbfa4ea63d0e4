using System.Net;
using System.Net.Http.Headers;
using System.Net.Mime;
using OpsPortal.Lab.Hosting;

namespace OpsPortal.Lab.Portal;

/// <summary>How a post to the portal ended.</summary>
/// <param name="Kind">Taken, refused for good, or to be tried again.</param>
/// <param name="Body">The portal's answer when it was taken.</param>
/// <param name="Reason">What went wrong otherwise, in words.</param>
public readonly record struct PortalAnswer(PortalAnswerKind Kind, byte[] Body, string Reason);

public enum PortalAnswerKind
{
    Taken,

    /// <summary>The portal says that it will never take this: sending it again is of no use.</summary>
    Refused,

    /// <summary>The portal is away, busy or doesn't know the token: later it may take it.</summary>
    Later,
}

/// <summary>
/// Posts to the portal over kept-alive connections. The portal may be away at any time: that is an answer here, no exception.
/// The token is read from its file, anew when the portal refuses it.
/// </summary>
public sealed class PortalLink : IDisposable
{
    private readonly HttpClient _client;
    private readonly LabOptions _options;
    private string? _token;

    public PortalLink(LabOptions options)
    {
        _options = options;
        _client = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(2), PooledConnectionLifetime = TimeSpan.FromMinutes(10) })
        {
            BaseAddress = options.PortalUrl,
            Timeout = TimeSpan.FromSeconds(15),
        };
    }

    /// <summary>Whether there is a portal to post to.</summary>
    public bool IsConfigured => _options.PortalUrl is not null;

    public async Task<PortalAnswer> PostAsync(string path, ReadOnlyMemory<byte> json, CancellationToken cancellation)
    {
        try
        {
            _token ??= (await File.ReadAllTextAsync(_options.PortalTokenFile!, cancellation)).Trim();
            using var request = new HttpRequestMessage(HttpMethod.Post, path);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
            request.Content = new ReadOnlyMemoryContent(json);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypeNames.Application.Json);
            using var response = await _client.SendAsync(request, cancellation);
            var body = await response.Content.ReadAsByteArrayAsync(cancellation);
            return Judge(response.StatusCode, body);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or UnauthorizedAccessException or FormatException)
        {
            return new(PortalAnswerKind.Later, [], e.Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new(PortalAnswerKind.Later, [], $"no answer within {_client.Timeout.TotalSeconds:0} s");
        }
    }

    public void Dispose() => _client.Dispose();

    private PortalAnswer Judge(HttpStatusCode status, byte[] body)
    {
        if ((int)status is >= 200 and < 300)
            return new(PortalAnswerKind.Taken, body, "");
        if (status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            _token = null;
        var text = System.Text.Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 300))).ReplaceLineEndings(" ");
        var reason = $"{(int)status} {text}".Trim();
        return status is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity
            ? new(PortalAnswerKind.Refused, [], reason)
            : new(PortalAnswerKind.Later, [], reason);
    }
}
