using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using OpsPortal.Features.Dashboards.Frames;
using OpsPortal.Features.Dashboards.Transform;

namespace OpsPortal.Features.Dashboards.Data;

/// <summary>The answer as JSON. Numbers that JSON can't say are the strings NaN, Infinity and -Infinity.</summary>
internal static class PanelAnswerWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="now">For the age.</param>
    /// <returns>The body, and how much of it says what is shown: what comes behind tells how it was got, and doesn't make it another.</returns>
    public static (ReadOnlyMemory<byte> Body, int Stable) Write(PanelAnswer answer, DateTimeOffset now)
    {
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        int stable;
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("from", answer.From.ToUnixTimeMilliseconds());
            json.WriteNumber("to", answer.To.ToUnixTimeMilliseconds());
            json.WriteNumber("stepSeconds", answer.StepSeconds);
            json.WritePropertyName("spec");
            answer.Spec.WriteTo(json);
            json.WriteStartArray("frames");
            foreach (var frame in answer.Frames)
                Write(json, frame);
            json.WriteEndArray();
            Write(json, answer.Notices);
            json.WriteStartObject("state");
            json.WriteString("kind", answer.State.Kind);
            json.WriteString("text", answer.State.Text);
            json.WriteEndObject();
            json.WriteStartObject("meta");
            json.WriteNumber("at", answer.At.ToUnixTimeMilliseconds());
            json.Flush();
            stable = buffer.WrittenCount;
            json.WriteStartArray("queries");
            foreach (var report in answer.Queries)
                Write(json, report);
            json.WriteEndArray();
            json.WriteNumber("ageSeconds", Math.Round(Math.Max(0, (now - answer.At).TotalSeconds), 1));
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return (buffer.WrittenMemory, stable);
    }

    private static void Write(Utf8JsonWriter json, Frame frame)
    {
        json.WriteStartObject();
        json.WriteString("refId", frame.RefId);
        json.WriteString("name", frame.Name);
        if (frame.Topic is not null)
            json.WriteString("topic", frame.Topic);
        json.WriteStartArray("fields");
        foreach (var field in frame.Fields)
        {
            json.WriteStartObject();
            json.WriteString("name", field.Name);
            json.WriteString("display", field.Display ?? field.Name);
            json.WriteString("type", FieldMatcher.TypeName(field.Type));
            json.WriteStartObject("labels");
            foreach (var (name, value) in field.Labels)
                json.WriteString(name, value);
            json.WriteEndObject();
            json.WritePropertyName("config");
            field.Config.WriteTo(json);
            json.WriteStartArray("values");
            if (field.Values is Numbers numbers)
                Write(json, numbers.Raw, field.Type == FieldType.Time);
            else
                foreach (var value in field.Values)
                    Write(json, value);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, double?[] values, bool times)
    {
        foreach (var value in values)
        {
            if (value is not { } number)
                json.WriteNullValue();
            else if (times && Math.Abs(number) < 1e15)
                json.WriteNumberValue((long)number);
            else
                Write(json, number);
        }
    }

    private static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case double number:
                Write(json, number);
                break;
            case bool truth:
                json.WriteBooleanValue(truth);
                break;
            case IReadOnlyDictionary<string, string> labels:
                json.WriteStartObject();
                foreach (var (name, text) in labels)
                    json.WriteString(name, text);
                json.WriteEndObject();
                break;
            case SeriesCell series:
                json.WriteStartObject();
                json.WritePropertyName("value");
                Write(json, (object?)series.Stat);
                json.WriteStartArray("times");
                Write(json, series.Times, true);
                json.WriteEndArray();
                json.WriteStartArray("values");
                Write(json, series.Values, false);
                json.WriteEndArray();
                json.WriteEndObject();
                break;
            default:
                json.WriteStringValue(Cell.ToText(value));
                break;
        }
    }

    private static void Write(Utf8JsonWriter json, double number)
    {
        if (double.IsFinite(number))
            json.WriteNumberValue(number);
        else
            json.WriteStringValue(double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity");
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<Notice> notices)
    {
        json.WriteStartArray("notices");
        foreach (var notice in notices)
        {
            json.WriteStartObject();
            json.WriteString("tone", notice.Tone);
            json.WriteString("text", notice.Text);
            if (notice.RefId is not null)
                json.WriteString("refId", notice.RefId);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, QueryReport report)
    {
        json.WriteStartObject();
        json.WriteString("refId", report.RefId);
        json.WriteString("expr", report.Expr);
        json.WriteString("server", report.Server);
        json.WriteString("kind", report.Kind);
        json.WriteNumber("stepSeconds", report.StepSeconds);
        json.WriteNumber("upstreamMs", Math.Round(report.UpstreamMs, 1));
        json.WriteNumber("samples", report.Samples);
        json.WriteNumber("cachedShare", Math.Round(report.CachedShare, 3));
        json.WriteNumber("series", report.Series);
        json.WriteNumber("at", report.At.ToUnixTimeMilliseconds());
        json.WriteStartArray("warnings");
        foreach (var warning in report.Warnings)
            json.WriteStringValue(warning);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
