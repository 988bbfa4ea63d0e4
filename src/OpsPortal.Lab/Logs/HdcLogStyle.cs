using OpsPortal.Lab.Services;

namespace OpsPortal.Lab.Logs;

/// <summary>The toolkit's events: snake-case names, one correlation id a request (not a new one each line).</summary>
internal sealed class HdcLogStyle : ILogStyle
{
    public string Service => "hdc";

    public string Request(LogOccasion o, LogWriter to)
    {
        var failed = o.Outcome.Result == Result.Failed;
        var outOfMemory = failed && o.Service.Effects.Memory > 0.3;
        var message = outOfMemory ? "cuda_memory_allocation_failed" : failed ? "hypervector_operation_failed" : "hypervector_operation_completed";
        to.Begin(o.At, failed ? "ERROR" : "INFO", "hd_compute.operations", message);
        to.Ids(ref o.Random);
        to.Json.WriteString("operation", o.Outcome.Operation);
        to.Json.WriteNumber("dimension", o.Random.Next(3) == 0 ? 32_000 : 10_000);
        to.Json.WriteNumber("input_count", 1 + o.Random.Next(128));
        to.Json.WriteNumber("duration_ms", o.DurationMs);
        to.Json.WriteString("device", o.Random.Next(2) == 0 ? "cuda:0" : "cuda:1");
        if (outOfMemory)
        {
            to.Json.WriteNumber("requested_memory_mb", 128);
            to.Json.WriteNumber("available_memory_mb", 64);
            to.Json.WriteString("error_code", "CUDA_OUT_OF_MEMORY");
        }
        else if (failed)
        {
            var (type, reason) = LogReasons.Of(o);
            to.Json.WriteString("error_type", type);
            to.Json.WriteString("error", reason);
        }

        return to.End();
    }

    public string Storm(LogOccasion o, LogWriter to)
    {
        to.Begin(o.At, "DEBUG", "hd_compute.performance", "performance_measurement");
        to.Ids(ref o.Random);
        to.Json.WriteString("operation", "bind");
        to.Json.WriteNumber("batch_size", 1000);
        to.Json.WriteNumber("throughput_ops_per_sec", 12_000 + o.Random.Next(6_000));
        return to.End();
    }
}
