namespace OpsPortal.Lab.Logs;

/// <summary>How one service words its log lines.</summary>
internal interface ILogStyle
{
    /// <summary>The catalog's id.</summary>
    string Service { get; }

    /// <summary>A line for a request: served, refused or failed.</summary>
    string Request(LogOccasion occasion, LogWriter to);

    /// <summary>The line that it repeats in a log storm.</summary>
    string Storm(LogOccasion occasion, LogWriter to);
}

/// <summary>Why a request failed, fitting what disturbs the service.</summary>
internal static class LogReasons
{
    /// <summary>The error's type and its message.</summary>
    public static (string Type, string Message) Of(LogOccasion occasion)
    {
        var effects = occasion.Service.Effects;
        if (effects.Memory > 0.3)
            return ("OutOfMemoryError", "CUDA out of memory: tried to allocate 2.00 GiB");
        if (effects.Latency > 0.3)
            return ("TimeoutError", "upstream did not answer within 30 s");
        return (occasion.Random.NextBits() % 4) switch
        {
            0 => ("ConnectionResetError", "connection reset by the model server"),
            1 => ("InferenceError", "worker exited while the request was running"),
            2 => ("TimeoutError", "upstream did not answer within 10 s"),
            _ => ("ServiceUnavailable", "no healthy worker left"),
        };
    }

    /// <summary>Level and message of a request that the caller got wrong or that came too often.</summary>
    public static string Refused(string status) => status == "429" ? "Rate limit exceeded" : "Request validation failed";
}
