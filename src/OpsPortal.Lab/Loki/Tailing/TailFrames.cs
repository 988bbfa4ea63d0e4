using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using OpsPortal.Lab.Loki.Http;
using OpsPortal.Lab.Loki.Metrics;
using OpsPortal.Lab.Loki.Stages;
using OpsPortal.Lab.Loki.Syntax;
using OpsPortal.Lab.Logs;

namespace OpsPortal.Lab.Loki.Tailing;

/// <summary>Lines as a tail sends them: no wrapper around <c>streams</c>; what was dropped beside them. Not safe for threads.</summary>
internal sealed class TailFrames(LogExpression query, bool categorize)
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly LineState _state = new();

    public bool Passes(LogLabels labels, LogLine line)
    {
        _state.Start(labels, line);
        return LineSource.Run(query.Stages, _state);
    }

    public ReadOnlyMemory<byte> Write(IReadOnlyList<(LogLabels Labels, LogLine Line)> lines, IReadOnlyList<LogLine> dropped)
    {
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            json.WriteStartArray("streams");
            foreach (var (labels, line) in lines)
                Write(json, labels, line);
            json.WriteEndArray();
            if (categorize)
            {
                json.WriteStartArray("encodingFlags");
                json.WriteStringValue("categorize-labels");
                json.WriteEndArray();
            }
            if (dropped.Count > 0)
            {
                json.WriteStartArray("dropped_entries");
                foreach (var line in dropped)
                {
                    json.WriteStartObject();
                    json.WriteString("timestamp", line.Time.ToString(CultureInfo.InvariantCulture));
                    json.WriteObject("labels", line.Labels.Pairs);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
            }
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    private void Write(Utf8JsonWriter json, LogLabels labels, LogLine line)
    {
        _state.Start(labels, line);
        LineSource.Run(query.Stages, _state);
        json.WriteStartObject();
        json.WriteObject("stream", (categorize ? _state.StreamLabels() : _state.AllLabels()).Pairs);
        json.WriteStartArray("values");
        json.WriteStartArray();
        json.WriteStringValue(line.Time.ToString(CultureInfo.InvariantCulture));
        json.WriteStringValue(_state.Text);
        if (categorize)
        {
            json.WriteStartObject();
            json.WriteObject("structuredMetadata", _state.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal));
            var parsed = _state.Parsed().ToArray();
            if (parsed.Length > 0)
                json.WriteObject("parsed", parsed);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
