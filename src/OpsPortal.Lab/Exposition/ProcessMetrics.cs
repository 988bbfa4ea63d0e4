namespace OpsPortal.Lab.Exposition;

internal static class ProcessMetrics
{
    /// <summary>What every exporter tells of itself: since when it runs, and its build.</summary>
    public static void Process(this MetricPage page, string program, string version, long started)
    {
        page.Gauge("process_start_time_seconds", "Start time of the process since unix epoch in seconds.").Set(started);
        page.Gauge($"{program}_build_info", $"Version of {program.Replace('_', '-')}, always 1.", ("version", version)).Set(1);
    }
}
