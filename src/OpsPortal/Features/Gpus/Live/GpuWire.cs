using System.Buffers;
using System.Text.Json;

namespace OpsPortal.Features.Gpus.Live;

/// <summary>
/// One frame as viewers get it, in two forms. Each is made when the first viewer needs it, once for all; nobody watching
/// costs nothing. Made and read on the thread that brought the frame.
/// </summary>
internal sealed class GpuWire(LiveFrame live)
{
    private byte[]? _full;
    private byte[]? _lean;

    /// <summary>A <see cref="LiveFrame"/>: every figure, one array each.</summary>
    public ReadOnlyMemory<byte> Full => _full ??= JsonSerializer.SerializeToUtf8Bytes(Told, LiveJson.Default.LiveFrame);

    /// <summary>
    /// What a heat grid shows, as one array: host, epoch, number, time (ms), then a column each of utilisation (%), memory
    /// (MiB), temperature (°C), power (W), rounded; then what is grave as [GPU, level, words]; then, now and then, labels.
    /// </summary>
    public ReadOnlyMemory<byte> Lean => _lean ??= Shorten();

    private LiveFrame Told => live.Notes?.Any(notes => notes is not null) == true ? live : live with { Notes = null };

    private byte[] Shorten()
    {
        var buffer = new ArrayBufferWriter<byte>(64 + (live.Frame.Count * 32));
        using (var json = new Utf8JsonWriter(buffer))
        {
            var frame = live.Frame;
            json.WriteStartArray();
            json.WriteStringValue(frame.Host);
            json.WriteNumberValue(frame.Epoch);
            json.WriteNumberValue(frame.Seq);
            json.WriteNumberValue(frame.At);
            Column(json, frame.Count, i => frame.Utilization?[i]);
            Column(json, frame.Count, i => frame.MemoryUsed?[i] / 1048576.0);
            Column(json, frame.Count, i => frame.Temperature?[i]);
            Column(json, frame.Count, i => frame.Power?[i]);
            WriteNotes(json);
            if (live.Labels is { } labels)
                JsonSerializer.Serialize(json, labels, LiveJson.Default.GpuLabels);
            json.WriteEndArray();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private void WriteNotes(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        for (var i = 0; i < (live.Notes?.Length ?? 0); i++)
        {
            if (live.Notes![i]?[0] is not { Level: > GpuLevel.Plain } gravest)
                continue;
            json.WriteStartArray();
            json.WriteNumberValue(i);
            json.WriteNumberValue((int)gravest.Level);
            json.WriteStringValue(gravest.Text);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void Column(Utf8JsonWriter json, int count, Func<int, double?> read)
    {
        json.WriteStartArray();
        for (var i = 0; i < count; i++)
        {
            if (read(i) is { } value)
                json.WriteNumberValue((long)Math.Round(value));
            else
                json.WriteNullValue();
        }

        json.WriteEndArray();
    }
}
