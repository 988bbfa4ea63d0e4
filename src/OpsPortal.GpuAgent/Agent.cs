using System.Reflection;
using OpsPortal.Gpu.Sampling;
using OpsPortal.GpuAgent.Metrics;
using OpsPortal.GpuAgent.Sending;

namespace OpsPortal.GpuAgent;

/// <summary>Reads, sends and serves until it is told to stop. The driver is opened anew when it gives nothing but errors.</summary>
internal sealed class Agent(AgentOptions options, TimeProvider time, Action<string> log)
{
    private const int GiveUpAfter = 30;
    private static readonly TimeSpan OpenPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);

    public static string Version { get; } =
        typeof(Agent).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public IReadOnlyList<PortalSender> Senders { get; } =
        [.. options.Portals.Select(portal => new PortalSender(portal, options.TokenFile, options.Buffer, time, log))];

    /// <returns>False when it could not do its work.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellation)
    {
        log($"opsportal-gpu-agent {Version}: host {options.Host}, {options.Portals.Count} portals, every {options.Interval.TotalMilliseconds:0} ms");
        var page = new AgentPage(Senders, options.Host, time);
        var tasks = Senders.Select(sender => sender.RunAsync(cancellation)).ToList();
        if (options.Metrics is { } endpoint)
        {
            if (MetricsServer.TryStart(endpoint, page.Write, out var problem) is not { } server)
            {
                log($"/metrics can't be served at {endpoint}: {problem}");
                return false;
            }

            log($"/metrics at http://{endpoint}/metrics");
            tasks.Add(server.RunAsync(cancellation));
        }

        tasks.Add(ReadAsync(page, cancellation));
        try
        {
            await Task.WhenAll(tasks);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            log("ended");
        }

        foreach (var sender in Senders)
            sender.Dispose();
        return true;
    }

    private async Task ReadAsync(AgentPage page, CancellationToken cancellation)
    {
        var said = "";
        while (true)
        {
            var trouble = await ReadOnceAsync(page, cancellation);
            page.Trouble = trouble;
            if (trouble != said)
                log(said = trouble);
            await Task.Delay(Retry, time, cancellation);
        }
    }

    /// <returns>Why it has ended, in words.</returns>
    private async Task<string> ReadOnceAsync(AgentPage page, CancellationToken cancellation)
    {
        NvmlOpening opening;
        try
        {
            opening = await Task.Factory
                .StartNew(() => NvmlSampler.Open(options.Host, time, options.Interval * 0.8, options.Nvml), cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default)
                .WaitAsync(OpenPatience, time, cancellation);
        }
        catch (TimeoutException)
        {
            // Another try would hold another thread: wait for the machine to be looked after.
            log("NVIDIA's driver does not answer; it is opened again when the agent is started again");
            page.Trouble = "the driver does not answer";
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellation);
            throw;
        }

        using (opening)
        {
            if (opening.Sampler is not { } sampler)
                return opening.Problem;

            log($"reading by {options.Nvml}; events of {opening.Events?.Gpus ?? 0} GPUs");
            page.Trouble = null;
            var deaf = opening.Events?.Problem;
            await new SamplerLoop(time, options.Interval).RunAsync(
                sampler,
                (frame, _) =>
                {
                    if (opening.Events?.Problem is var problem && problem != deaf)
                        log((deaf = problem) is null ? "events are heard again" : $"no event is heard: {problem}");
                    page.Take(frame);
                    foreach (var sender in Senders)
                        sender.Add(frame);
                    sampler.Watched = Senders.Any(sender => sender.Watched);
                    return ValueTask.CompletedTask;
                },
                GiveUpAfter,
                cancellation);
            return "all GPUs have given nothing but errors; the driver is opened anew";
        }
    }
}
