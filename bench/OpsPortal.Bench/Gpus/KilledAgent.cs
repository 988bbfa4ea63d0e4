using System.Globalization;
using OpsPortal.GpuAgent.Sending;
using OpsPortal.Tests.Gpu;

namespace OpsPortal.Bench.Gpus;

/// <summary>
/// The agent's own sender in a process that can be killed, four frames a second. What it counts stands in a file that outlives
/// it: sampled, taken, duplicates, dropped, refused, waiting.
/// </summary>
internal static class KilledAgent
{
    public const string Host = "bench-killed";
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <param name="args">Address of the portal, file of the token, file for the counts.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        using var sender = new PortalSender(new Uri(args[0]), args[1], 900, TimeProvider.System, _ => { });
        _ = Task.Run(() => sender.RunAsync(CancellationToken.None));
        await using var counts = new FileStream(args[2], FileMode.Create, FileAccess.Write, FileShare.ReadWrite, 1);
        var epoch = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        using var timer = new PeriodicTimer(Interval);
        for (var seq = 0L; ; seq++)
        {
            sender.Add(GpuFrames.Of(Host, 8, seq, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()) with { Epoch = epoch });
            await WriteAsync(counts, sender, seq + 1);
            _ = await timer.WaitForNextTickAsync();
            await WriteAsync(counts, sender, seq + 1);
        }
    }

    public static AgentCounts Read(string file)
    {
        var parts = File.ReadAllText(file).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => long.Parse(word, CultureInfo.InvariantCulture)).ToArray();
        return parts.Length < 6 ? default : new AgentCounts(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5]);
    }

    private static async Task WriteAsync(FileStream file, PortalSender sender, long sampled)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{sampled,12} {sender.Taken,12} {sender.Duplicates,12} {sender.Dropped,12} {sender.Refused,12} {sender.Waiting,12}\n");
        file.Position = 0;
        await file.WriteAsync(System.Text.Encoding.ASCII.GetBytes(line));
        await file.FlushAsync();
    }
}

internal readonly record struct AgentCounts(long Sampled, long Taken, long Duplicates, long Dropped, long Refused, long Waiting)
{
    /// <summary>Every sampled frame is accounted for.</summary>
    public bool AddsUp => Sampled == Taken + Duplicates + Dropped + Refused + Waiting;
}
