using Microsoft.Extensions.Options;
using OpsPortal.Gpu.Sampling;

namespace OpsPortal.Features.Gpus;

/// <summary>Samples the GPUs of the machine that the portal runs on, where NVIDIA's driver is there.</summary>
internal sealed partial class LocalGpus(
    GpuIntake intake, IOptions<GpusOptions> options, TimeProvider time, ILogger<LocalGpus> logger) : BackgroundService
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan OpenPatience = TimeSpan.FromSeconds(20);
    private const int GiveUpAfter = 30;

    /// <summary>What came of looking for GPUs here, in words for the page.</summary>
    public string Status { get; private set; } = "This machine is looked at for GPUs.";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Local == "off")
        {
            Status = "This machine's own GPUs are not read: Gpus:Local is \"off\".";
            return;
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!await RunAsync(stoppingToken))
                    return;
                await Task.Delay(Retry, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <returns>Whether trying again can help.</returns>
    private async Task<bool> RunAsync(CancellationToken stoppingToken)
    {
        var interval = options.Value.Interval;
        NvmlOpening opening;
        try
        {
            // A driver that hangs while it is opened holds one thread of its own, and is not tried again: it would hold another.
            opening = await Task.Factory
                .StartNew(() => NvmlSampler.Open(HostName(options.Value.HostName), time, interval * 0.8), stoppingToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)
                .WaitAsync(OpenPatience, time, stoppingToken);
        }
        catch (TimeoutException)
        {
            Status = $"NVIDIA's driver on this machine has not answered for {OpenPatience.TotalSeconds:0} s. Its GPUs are read again after a restart.";
            LogOpen(Status);
            return false;
        }

        using (opening)
        {
            if (opening.Sampler is not { } sampler)
            {
                Status = $"This machine's own GPUs are not read: {opening.Problem}.";
                LogOpen(Status);
                return opening.Retry;
            }

            Status = "This machine's own GPUs are read by NVML.";
            LogOpen(Status);
            await new SamplerLoop(time, interval).RunAsync(
                sampler,
                (frame, cancellation) =>
                {
                    sampler.Watched = intake.Take([frame]).Watched;
                    return ValueTask.CompletedTask;
                },
                GiveUpAfter,
                stoppingToken);
            Status = "This machine's GPUs have given nothing but errors; the driver is opened anew.";
            LogOpen(Status);
            return true;
        }
    }

    /// <summary>The machine's name with what a frame's host may not have replaced.</summary>
    internal static string HostName(string name) =>
        new([.. name.Take(128).Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or ':' ? c : '-')]);

    [LoggerMessage(4010, LogLevel.Information, "{Status}")]
    private partial void LogOpen(string status);
}
