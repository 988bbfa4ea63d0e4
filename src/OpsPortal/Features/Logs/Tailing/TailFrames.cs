using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OpsPortal.Features.Logs.Tailing;

/// <summary>What is sent over a tail's socket.</summary>
internal static class TailFrames
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <param name="told">Numbers of the streams that this viewer knows.</param>
    public static ReadOnlyMemory<byte> Write(TailSeat seat, IReadOnlyList<TailLine> lines, HashSet<int> told)
    {
        var buffer = new ArrayBufferWriter<byte>(1024 + lines.Sum(line => line.Json.Length + 1));
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            json.WriteStartObject("streams");
            foreach (var line in lines)
            {
                if (!told.Add(line.Stream))
                    continue;
                json.WritePropertyName(line.Stream.ToString(CultureInfo.InvariantCulture));
                json.WriteRawValue(seat.Feed.Stream(line.Stream), skipInputValidation: true);
            }
            json.WriteEndObject();
            json.WriteStartArray("lines");
            foreach (var line in lines)
                json.WriteRawValue(line.Json, skipInputValidation: true);
            json.WriteEndArray();
            json.WriteNumber("dropped", seat.Viewer.TakeDropped());
            json.WriteNumber("lokiDropped", seat.Feed.DroppedByLoki);
            json.WriteString("trouble", seat.Feed.Trouble);
            json.WriteBoolean("over", seat.Feed.IsOver);
            json.WriteNumber("viewers", seat.Feed.Viewers);
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    public static ReadOnlyMemory<byte> Refusal(string why) => JsonSerializer.SerializeToUtf8Bytes(new { trouble = why, over = true });
}
