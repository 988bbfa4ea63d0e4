using System.IO.Compression;
using System.Security.Cryptography;

namespace OpsPortal.Features.Dashboards.Data;

/// <summary>An answer as it goes to browsers: written, named and compressed once for all of them.</summary>
/// <param name="Json">UTF-8.</param>
/// <param name="Gzip">The same, compressed; null where that isn't worth it.</param>
/// <param name="Tag">The ETag: what is shown, not how and when it was got.</param>
/// <param name="At">When it was written; its <c>ageSeconds</c> counts from then.</param>
/// <param name="IsGood">False: a question failed, and the next who asks tries again.</param>
internal sealed record PanelBody(ReadOnlyMemory<byte> Json, byte[]? Gzip, string Tag, DateTimeOffset At, bool IsGood)
{
    private const int WorthIt = 1400;

    /// <summary>Bytes that it holds.</summary>
    public int Size => Json.Length + (Gzip?.Length ?? 0);

    public static PanelBody Of(PanelAnswer answer, DateTimeOffset now)
    {
        var (json, stable) = PanelAnswerWriter.Write(answer, now);
        var tag = $"W/\"{Convert.ToHexStringLower(SHA256.HashData(json.Span[..stable]).AsSpan(0, 12))}\"";
        var isGood = answer.State.Kind is "ready" or "empty" && answer.Notices.All(notice => notice.Tone == "info");
        return new PanelBody(json, json.Length < WorthIt ? null : Compress(json.Span), tag, now, isGood);
    }

    /// <summary>
    /// 304 for who has it already; otherwise the body, with its <c>Age</c> when it was written before. A browser may give it again as long
    /// as the portal itself would, counted from when it was written: a page that is loaded once more draws without asking.
    /// </summary>
    public async Task SendAsync(HttpContext context, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (request, response) = (context.Request, context.Response);
        response.Headers.ETag = Tag;
        response.Headers.CacheControl = IsGood ? $"private, max-age={(int)SharedAnswers.Keep.TotalSeconds}" : "private, no-cache";
        response.Headers.Vary = "Accept-Encoding";
        if ((long)(now - At).TotalSeconds is > 0 and var age)
            response.Headers.Age = age.ToString();
        if (request.Headers.IfNoneMatch.Contains(Tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        response.ContentType = "application/json; charset=utf-8";
        var body = Json;
        if (Gzip is not null && request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            response.Headers.ContentEncoding = "gzip";
            body = Gzip;
        }
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, cancellationToken);
    }

    private static byte[] Compress(ReadOnlySpan<byte> json)
    {
        using var packed = new MemoryStream(json.Length / 4);
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(json);
        return packed.ToArray();
    }
}
