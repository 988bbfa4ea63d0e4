using System.Buffers;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OpsPortal.Clients;

/// <summary>Lines on their way to a store: JSON, gzipped.</summary>
internal static class LineBody
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An object with one list.</summary>
    public static byte[] Write(string list, Action<Utf8JsonWriter> items)
    {
        var plain = new ArrayBufferWriter<byte>(64 * 1024);
        using (var json = new Utf8JsonWriter(plain, Plain))
        {
            json.WriteStartObject();
            json.WriteStartArray(list);
            items(json);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(plain.WrittenSpan);
        return packed.ToArray();
    }

    public static HttpRequestMessage Post(string address, byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add("gzip");
        return new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
    }
}
