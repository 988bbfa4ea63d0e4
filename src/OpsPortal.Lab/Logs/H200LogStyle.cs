using OpsPortal.Lab.Services;

namespace OpsPortal.Lab.Logs;

/// <summary>As structlog writes it: an event with bound context.</summary>
internal sealed class H200LogStyle : ILogStyle
{
    public string Service => "h200";

    public string Request(LogOccasion o, LogWriter to)
    {
        var analysis = o.Outcome.Model is not null;
        var logger = analysis ? "h200.analysis" : "h200.api";
        switch (o.Outcome.Result)
        {
            case Result.Served:
                to.Begin(o.At, "INFO", logger, analysis ? "Analysis completed successfully" : "Request completed");
                break;
            case Result.Refused:
                to.Begin(o.At, "WARNING", logger, LogReasons.Refused(o.Outcome.Status));
                break;
            default:
                to.Begin(o.At, "ERROR", logger, analysis ? "Analysis failed" : "Request failed");
                break;
        }

        to.Ids(ref o.Random);
        var space = o.Outcome.Operation.IndexOf(' ');
        to.Json.WriteString("method", o.Outcome.Operation[..space]);
        to.Json.WriteString("path", o.Outcome.Operation[(space + 1)..]);
        to.Json.WriteNumber("status", int.Parse(o.Outcome.Status, System.Globalization.CultureInfo.InvariantCulture));
        to.Json.WriteNumber("duration_ms", o.DurationMs);
        if (analysis)
        {
            to.Json.WriteString("operation", "image_analysis");
            to.Json.WriteString("model", o.Outcome.Model);
            to.Json.WriteNumber("image_size", 180_000 + o.Random.Next(2_400_000));
        }

        if (analysis && o.Outcome.Result == Result.Served)
        {
            to.Json.WriteNumber("detections_count", 1 + o.Random.Next(4));
            to.Json.WriteNumber("confidence_avg", Math.Round(0.82 + (0.16 * o.Random.Next()) - (0.2 * o.Service.Effects.Regression), 3));
        }

        if (o.Outcome.Result == Result.Failed)
        {
            var (type, message) = LogReasons.Of(o);
            to.Json.WriteString("error", message);
            to.Json.WriteString("error_type", type);
        }

        return to.End();
    }

    public string Storm(LogOccasion o, LogWriter to)
    {
        to.Begin(o.At, "WARNING", "h200.cache", "Cache connection lost, reconnecting");
        to.Ids(ref o.Random);
        to.Json.WriteNumber("attempt", 1 + o.Random.Next(40));
        return to.End();
    }
}
