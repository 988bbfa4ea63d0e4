using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using OpsPortal.Lab.Services;
using OpsPortal.Lab.Simulation;

namespace OpsPortal.Lab.Logs;

/// <summary>What a line is made from: one request of an outcome, at one instant.</summary>
/// <param name="Service">Who logs.</param>
/// <param name="Outcome">Of which kind the request was.</param>
/// <param name="At">Nanoseconds since 1970 UTC.</param>
public sealed record LogOccasion(SimulatedService Service, Outcome Outcome, long At)
{
    /// <summary>Random numbers of this line; drawn in the order of the fields.</summary>
    public StepRandom Random;

    /// <summary>How long the request took, milliseconds, one decimal.</summary>
    public double DurationMs { get; init; }
}

/// <summary>Writes one line of JSON; reused, not safe for threads.</summary>
public sealed class LogWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly Utf8JsonWriter _json;

    public LogWriter() => _json = new Utf8JsonWriter(_buffer, Options);

    /// <summary>The writer between <see cref="Begin"/> and <see cref="End"/>.</summary>
    public Utf8JsonWriter Json => _json;

    /// <summary>Starts a line with the fields that all services have.</summary>
    public void Begin(long at, string level, string logger, string message)
    {
        _buffer.ResetWrittenCount();
        _json.Reset(_buffer);
        _json.WriteStartObject();
        _json.WriteString("timestamp", Timestamp(at));
        _json.WriteString("level", level);
        _json.WriteString("logger", logger);
        _json.WriteString("message", message);
    }

    /// <summary>Ids that tie the lines of one request together: one each a request.</summary>
    public void Ids(ref StepRandom random)
    {
        _json.WriteString("request_id", Hex(random.NextBits(), 16));
        _json.WriteString("correlation_id", Hex(random.NextBits(), 16));
        _json.WriteString("trace_id", Hex(random.NextBits(), 16) + Hex(random.NextBits(), 16));
    }

    public string End()
    {
        _json.WriteEndObject();
        _json.Flush();
        return Encoding.UTF8.GetString(_buffer.WrittenSpan);
    }

    /// <summary>Lower-case hexadecimal digits.</summary>
    public static string Hex(ulong bits, int digits) => bits.ToString("x16", CultureInfo.InvariantCulture)[..digits];

    private static string Timestamp(long at) =>
        DateTime.UnixEpoch.AddTicks(at / 100).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
