using System.IO.Compression;
using System.Text.Json;

namespace OpsPortal.Features.Gpus.Recorder;

/// <summary>15 minutes of one host's charted figures, as they were when something happened.</summary>
/// <param name="Reason">"incident:12" or "xid:79".</param>
/// <param name="Gpus">Name and index of each column.</param>
internal sealed record Recording(
    string Reason, long? IncidentId, string Host, DateTimeOffset From, DateTimeOffset To, IReadOnlyList<RecordedGpu> Gpus, HistoryColumns Figures)
{
    /// <summary>A point every second.</summary>
    public const int Points = 900;

    /// <returns><c>null</c> when the host has no history.</returns>
    public static Recording? Of(GpuHost host, string reason, long? incident)
    {
        var snapshot = host.Snapshot(Points);
        if (snapshot.History is not { At.Length: > 0 } figures)
            return null;
        var gpus = Enumerable.Range(0, figures.Utilization.Length)
            .Select(i => snapshot.Info?.Gpus.ElementAtOrDefault(i) is { } gpu ? new RecordedGpu(gpu.Index, gpu.Name, gpu.Uuid, gpu.MemoryTotal, gpu.PowerLimit) : new RecordedGpu(i, "GPU", "", null, null))
            .ToList();
        return new Recording(reason, incident, host.Name, At(figures.At[0]), At(figures.At[^1]), gpus, figures);
    }

    public static byte[] Pack(HistoryColumns figures)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
            JsonSerializer.Serialize(gzip, figures, JsonSerializerOptions.Web);
        return packed.ToArray();
    }

    public static HistoryColumns Unpack(byte[] packed)
    {
        using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        return JsonSerializer.Deserialize<HistoryColumns>(gzip, JsonSerializerOptions.Web)!;
    }

    private static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}

/// <param name="MemoryTotal">Bytes.</param>
/// <param name="PowerLimit">Watts.</param>
internal sealed record RecordedGpu(int Index, string Name, string Uuid, long? MemoryTotal, double? PowerLimit);
