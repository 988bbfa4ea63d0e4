using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OpsPortal.Domain;

namespace OpsPortal.Features.Logs.Own;

/// <summary>
/// A line of the portal's own log: one object of JSON with time, level, logger, message, service, version, environment, instance, the
/// id of the request that it belongs to, and the message's values. Everything is escaped, so no value can begin another line.
/// </summary>
internal static class OwnLine
{
    private const int LongestText = 16 * 1024;
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private static readonly string Version = Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
    private static readonly HashSet<string> Own = new(
        ["timestamp", "level", "logger", "message", "event_id", "correlation_id", "trace_id", "span_id", "service", "version", "environment", "instance", "exception"], StringComparer.Ordinal);

    /// <param name="values">What the message was made from, by name.</param>
    public static string Write(
        DateTimeOffset at, LogLevel level, string logger, EventId id, string message, Exception? exception, IEnumerable<KeyValuePair<string, object?>>? values, string service, string environment)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            json.WriteString("timestamp", at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
            json.WriteString("level", Name(level));
            json.WriteString("logger", logger);
            json.WriteString("message", Cut(message));
            if (id.Id != 0)
                json.WriteNumber("event_id", id.Id);
            if (Activity.Current is { } activity)
            {
                json.WriteString("correlation_id", activity.TraceId.ToHexString());
                json.WriteString("trace_id", activity.TraceId.ToHexString());
                json.WriteString("span_id", activity.SpanId.ToHexString());
            }
            json.WriteString("service", service);
            json.WriteString("version", Version);
            json.WriteString("environment", environment);
            json.WriteString("instance", Environment.MachineName);
            foreach (var (name, value) in values ?? [])
            {
                if (name != "{OriginalFormat}" && Snake(name) is var key && !Own.Contains(key))
                    Value(json, key, value);
            }
            if (exception is not null)
                json.WriteString("exception", Cut(exception.ToString()));
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static LabelSet Stream(string service, string environment, LogLevel level) => new(
        [new("service", service), new("environment", environment), new("instance", Environment.MachineName), new("level", Name(level))]);

    public static string Name(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "error",
        _ => "critical",
    };

    private static void Value(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNull(name);
                break;
            case bool truth:
                json.WriteBoolean(name, truth);
                break;
            case sbyte or byte or short or ushort or int or uint or long:
                json.WriteNumber(name, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case double or float when double.IsFinite(Convert.ToDouble(value, CultureInfo.InvariantCulture)):
                json.WriteNumber(name, Convert.ToDouble(value, CultureInfo.InvariantCulture));
                break;
            default:
                json.WriteString(name, Cut(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""));
                break;
        }
    }

    // RequestPath is request_path, as the services' own fields are called.
    private static string Snake(string name)
    {
        var snake = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0 && !char.IsUpper(name[i - 1]))
                snake.Append('_');
            snake.Append(char.ToLowerInvariant(name[i]));
        }
        return snake.ToString();
    }

    private static string Cut(string text) => HostileText.Cut(text, LongestText);
}
