using OpsPortal.Lab.Services;
using OpsPortal.Lab.Services.MicroDiff;

namespace OpsPortal.Lab.Logs;

/// <summary>As MicroDiff's formatter: module, function and line, the model's type and how long it took.</summary>
internal sealed class MicroDiffLogStyle : ILogStyle
{
    public string Service => "microdiff";

    public string Request(LogOccasion o, LogWriter to)
    {
        var failed = o.Outcome.Result == Result.Failed;
        var inference = o.Outcome.Model is not null;
        var message = inference
            ? failed ? "Model inference failed" : "Model inference completed successfully"
            : failed ? "Request failed" : "Request completed";
        Begin(o, to, failed ? "ERROR" : "INFO", inference ? "models" : "api", message);
        to.Ids(ref o.Random);
        to.Json.WriteString("endpoint", o.Outcome.Operation[(o.Outcome.Operation.IndexOf(' ') + 1)..]);
        to.Json.WriteNumber("duration_ms", o.DurationMs);
        to.Json.WriteBoolean("success", !failed);
        if (inference)
        {
            to.Json.WriteString("model", o.Outcome.Model);
            to.Json.WriteString("model_type", o.Outcome.Model);
            to.Json.WriteString("alloy", MicroDiffService.Alloys[o.Random.Next(MicroDiffService.Alloys.Length)].Name);
        }

        if (failed)
        {
            var (type, reason) = LogReasons.Of(o);
            to.Json.WriteString("error_type", type);
            to.Json.WriteString("error", reason);
        }

        return to.End();
    }

    public string Storm(LogOccasion o, LogWriter to)
    {
        Begin(o, to, "WARNING", "imaging", "Slice out of range, clipped");
        to.Ids(ref o.Random);
        to.Json.WriteNumber("slice", o.Random.Next(512));
        return to.End();
    }

    private static void Begin(LogOccasion o, LogWriter to, string level, string module, string message)
    {
        to.Begin(o.At, level, $"microdiff_matdesign.{module}", message);
        to.Json.WriteString("module", module);
        to.Json.WriteString("function", module == "models" ? "log_model_inference" : "handle");
        to.Json.WriteNumber("line", 30 + (module.Length * 11));
    }
}
