namespace OpsPortal.Gpu.Sampling;

/// <summary>
/// Samples at a steady rate. Ticks that come while the machine or the driver is busy are skipped and counted, never made up.
/// </summary>
public sealed class SamplerLoop(TimeProvider time, TimeSpan interval)
{
    /// <summary>How often the info is asked for anew, so that a changed power limit is seen.</summary>
    public static readonly TimeSpan InfoInterval = TimeSpan.FromMinutes(1);

    /// <summary>Ticks skipped since the start.</summary>
    public long Skipped { get; private set; }

    /// <summary>Runs until cancelled, or until every GPU has given nothing but errors for <paramref name="giveUp"/> frames in a row.</summary>
    /// <param name="take">Called with each frame; frames are lost (skipped) while it is busy.</param>
    public async Task RunAsync(GpuSampler sampler, Func<GpuFrame, CancellationToken, ValueTask> take, int giveUp, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        var tick = 0L;
        var failures = 0;
        TimeSpan? infoAt = null;
        while (failures < giveUp)
        {
            var now = time.GetElapsedTime(start);
            var withInfo = infoAt is null || now - infoAt >= InfoInterval;
            if (withInfo)
                infoAt = now;

            var frame = await sampler.SampleAsync(Skipped, withInfo, cancellation);
            failures = frame.Errors is { } errors && errors.All(e => e is not null) ? failures + 1 : 0;
            await take(frame, cancellation);

            var elapsed = time.GetElapsedTime(start);
            var next = Math.Max(tick + 1, (long)Math.Ceiling(elapsed / interval));
            Skipped += next - tick - 1;
            tick = next;
            var wait = (interval * tick) - elapsed;
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, time, cancellation);
        }
    }
}
