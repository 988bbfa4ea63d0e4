using System.Text;

namespace OpsPortal.Lab.Loki;

/// <summary>Stands before the lab's Loki and does to questions what <see cref="LokiTrouble"/> says.</summary>
internal sealed class LokiTroubleMaker(RequestDelegate next, LokiTrouble trouble)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var path = http.Request.Path;
        if (!(path.StartsWithSegments("/loki") || path == "/ready") || path == "/loki/api/v1/push")
        {
            await next(http);
            return;
        }
        var change = trouble.Change;
        var isTail = path == "/loki/api/v1/tail";
        switch (trouble.Kind)
        {
            case LokiTroubleKind.Slow:
                using (var either = CancellationTokenSource.CreateLinkedTokenSource(change, http.RequestAborted))
                    await Task.Delay(Timeout.Infinite, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                http.Abort();
                break;
            case LokiTroubleKind.Gone:
            case LokiTroubleKind.NoTail when isTail:
                http.Abort();
                break;
            case LokiTroubleKind.Busy:
                await SayAsync(http, StatusCodes.Status429TooManyRequests, "text/plain; charset=utf-8", "too many outstanding requests");
                break;
            case LokiTroubleKind.Broken:
                await SayAsync(http, StatusCodes.Status500InternalServerError, "text/plain; charset=utf-8", "the lab's Loki is broken on purpose");
                break;
            case LokiTroubleKind.Garbage:
                await SayAsync(http, StatusCodes.Status200OK, "application/json", "}{\u0000 not json at all");
                break;
            default:
                // A tail that goes on ends when trouble begins.
                await using (isTail ? change.UnsafeRegister(_ => http.Abort(), null) : default)
                    await next(http);
                break;
        }
    }

    private static Task SayAsync(HttpContext http, int status, string type, string words)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = type;
        return http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(words), http.RequestAborted).AsTask();
    }
}
