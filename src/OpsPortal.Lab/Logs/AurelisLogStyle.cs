using OpsPortal.Lab.Services;

namespace OpsPortal.Lab.Logs;

/// <summary>As Aurelis' formatter: module, function, line, process and thread with each line, exceptions with their trace.</summary>
internal sealed class AurelisLogStyle : ILogStyle
{
    public string Service => "aurelis";

    public string Request(LogOccasion o, LogWriter to)
    {
        var task = o.Outcome.Operation[(o.Outcome.Operation.LastIndexOf('/') + 1)..];
        switch (o.Outcome.Result)
        {
            case Result.Served:
                Begin(o, to, "INFO", "Request processed", task);
                break;
            case Result.Refused:
                Begin(o, to, "WARNING", LogReasons.Refused(o.Outcome.Status), task);
                break;
            default:
                Begin(o, to, "ERROR", "Model request failed", task);
                break;
        }

        to.Ids(ref o.Random);
        to.Json.WriteString("endpoint", o.Outcome.Operation[(o.Outcome.Operation.IndexOf(' ') + 1)..]);
        to.Json.WriteString("model", o.Outcome.Model);
        to.Json.WriteString("task_type", task);
        to.Json.WriteNumber("status_code", int.Parse(o.Outcome.Status, System.Globalization.CultureInfo.InvariantCulture));
        to.Json.WriteNumber("duration_ms", o.DurationMs);
        if (o.Outcome.Result == Result.Failed)
        {
            var (type, reason) = LogReasons.Of(o);
            to.Json.WriteStartObject("exception");
            to.Json.WriteString("type", type);
            to.Json.WriteString("message", reason);
            to.Json.WriteString("traceback", $"aurelis/models/client.py:214 in send\naurelis/api/{task}.py:58 in handle\n{type}: {reason}");
            to.Json.WriteEndObject();
        }

        return to.End();
    }

    public string Storm(LogOccasion o, LogWriter to)
    {
        Begin(o, to, "DEBUG", "Cache entry expired, refreshing", "cache");
        to.Ids(ref o.Random);
        to.Json.WriteString("cache_key", "sha256:" + LogWriter.Hex(o.Random.NextBits(), 16));
        return to.End();
    }

    private static void Begin(LogOccasion o, LogWriter to, string level, string message, string module)
    {
        to.Begin(o.At, level, $"aurelis.{module}", message);
        to.Json.WriteString("module", module);
        to.Json.WriteString("function", "handle");
        to.Json.WriteNumber("line", 40 + (module.Length * 7));
        to.Json.WriteNumber("process_id", 17);
        to.Json.WriteNumber("thread_id", 140_001 + o.Random.Next(8));
    }
}
