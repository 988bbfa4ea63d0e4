using OpsPortal.Lab.Services;

namespace OpsPortal.Lab.Logs;

/// <summary>The gateway's events. Prompts and answers are never logged, only how long they were.</summary>
internal sealed class GatewayLogStyle : ILogStyle
{
    public string Service => "ai-gateway";

    public string Request(LogOccasion o, LogWriter to)
    {
        switch (o.Outcome.Result)
        {
            case Result.Served:
                to.Begin(o.At, "INFO", "ai_service", "AI response generated");
                break;
            case Result.Refused:
                to.Begin(o.At, "WARNING", "ai_service", LogReasons.Refused(o.Outcome.Status));
                break;
            default:
                to.Begin(o.At, "ERROR", "ai_service", "AI processing error");
                break;
        }

        to.Ids(ref o.Random);
        to.Json.WriteString("endpoint", o.Outcome.Operation);
        to.Json.WriteString("model", o.Outcome.Model);
        to.Json.WriteNumber("status", int.Parse(o.Outcome.Status, System.Globalization.CultureInfo.InvariantCulture));
        to.Json.WriteNumber("duration_ms", o.DurationMs);
        to.Json.WriteNumber("prompt_length", 60 + o.Random.Next(900));
        if (o.Outcome.Result == Result.Served)
            to.Json.WriteNumber("tokens_generated", 2 + o.Random.Next(60));
        if (o.Outcome.Result == Result.Failed)
        {
            var (type, reason) = LogReasons.Of(o);
            to.Json.WriteString("error_type", type);
            to.Json.WriteString("error_message", reason);
        }

        return to.End();
    }

    public string Storm(LogOccasion o, LogWriter to)
    {
        to.Begin(o.At, "WARNING", "ai_service.router", "Provider answered slowly, trying the next one");
        to.Ids(ref o.Random);
        to.Json.WriteNumber("attempt", 1 + o.Random.Next(5));
        return to.End();
    }
}
