using OpsPortal.Ui;

namespace OpsPortal.Features.Jobs.Pages;

/// <summary>How a run is shown.</summary>
internal static class RunLook
{
    /// <summary>All states that a run can have, the commonest first.</summary>
    public static readonly IReadOnlyList<string> States = ["succeeded", "failed", "interrupted", "running"];

    public static string? Tone(string state) => state switch { "succeeded" => "good", "failed" => "bad", "running" => "info", _ => "warn" };

    public static string Took(JobRun? run) => run?.EndedAt is { } ended
        ? Units.Format((ended - run.StartedAt).TotalSeconds, "s").ToString()
        : run is null ? "" : "running";
}
