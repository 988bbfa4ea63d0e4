using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace OpsPortal.Bench.Events;

/// <summary>Batches as a service would send them: four of five events are uses, of 20,000 users; ids are numbers, so that a batch is known by its first.</summary>
internal static class EventBody
{
    private static readonly string[] Services = ["h200", "hdc", "ai-gateway", "aurelis", "microdiff"];

    public static byte[] Make(long first, int count, bool gzip)
    {
        var at = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        var text = new StringBuilder("{\"events\":[", count * 260);
        for (var number = first; number < first + count; number++)
        {
            if (number > first)
                text.Append(',');
            var user = number * 7919 % 20_000;
            text.Append(CultureInfo.InvariantCulture, $"{{\"id\":\"{number}\",\"service\":\"{Services[number % 5]}\",\"at\":\"{at}\",\"user\":\"user-{user}@example.org\",");
            text.Append((number % 10) switch
            {
                7 => "\"type\":\"feedback\",\"score\":4,\"model\":\"gpt-4o\"}",
                8 => "\"type\":\"error\",\"errorType\":\"timeout\",\"model\":\"gpt-4o\"}",
                9 => "\"type\":\"conversion\",\"name\":\"accepted\",\"value\":0.25,\"currency\":\"USD\"}",
                _ => string.Create(CultureInfo.InvariantCulture,
                    $"\"type\":\"usage\",\"model\":\"gpt-4o\",\"task\":\"completion\",\"feature\":\"inline_completion\",\"inputTokens\":{number % 3000},\"outputTokens\":{number % 700},\"durationMs\":{number % 2500}.5,\"status\":\"success\"}}"),
            });
        }
        var body = Encoding.UTF8.GetBytes(text.Append("]}").ToString());
        if (!gzip)
            return body;
        using var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.Fastest))
            stream.Write(body);
        return packed.ToArray();
    }
}
