using System.Net;
using System.Text;

namespace OpsPortal.Tests.Clients.Prometheus;

/// <summary>Answers every request with what the test says, and keeps what was asked.</summary>
internal sealed class StubHandler(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
{
    public List<string> Asked { get; } = [];

    public static StubHandler Answering(HttpStatusCode status, string contentType, string body) => new((_, _) => Task.FromResult(Response(status, contentType, body)));

    public static HttpResponseMessage Response(HttpStatusCode status, string contentType, string body)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        if (contentType.Length > 0)
            content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return new HttpResponseMessage(status) { Content = content };
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        lock (Asked)
            Asked.Add($"{request.Method} {WebUtility.UrlDecode(request.RequestUri!.PathAndQuery)} {WebUtility.UrlDecode(body)}".Trim());
        return await answer(request, cancellationToken);
    }
}
