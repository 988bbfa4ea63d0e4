using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpsPortal.Gpu;

/// <summary>
/// The frame's JSON: camelCase, no white space, absent members left out, numbers strict (NaN and infinities are refused).
/// Generated at build time, so that the agent can be trimmed.
/// </summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    NumberHandling = JsonNumberHandling.Strict,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = false)]
[JsonSerializable(typeof(GpuFrame))]
[JsonSerializable(typeof(GpuFrame[]))]
[JsonSerializable(typeof(GpuHostInfo))]
[JsonSerializable(typeof(GpuIntakeAnswer))]
public sealed partial class GpuFrameJson : JsonSerializerContext;

/// <summary>The portal's answer to <c>POST /api/v1/gpu/frames</c>.</summary>
public sealed record GpuIntakeAnswer
{
    /// <summary>Frames that were taken.</summary>
    public required int Accepted { get; init; }

    /// <summary>Frames that were here already (same host, epoch and number, or older than the newest).</summary>
    public int Duplicates { get; init; }

    /// <summary>Frames that were refused, with the reason; the others of the batch were taken.</summary>
    public GpuFrameRefusal[]? Rejected { get; init; }

    /// <summary>Hosts whose <see cref="GpuFrame.Info"/> the portal lacks: send it with the next frame.</summary>
    public string[]? InfoWanted { get; init; }

    /// <summary>Somebody looks at one of the hosts now: performance counters are worth reading.</summary>
    public bool Watched { get; init; }
}

/// <summary>One refused frame.</summary>
/// <param name="Index">Its 0-based place in the batch.</param>
/// <param name="Reason">What is wrong with it, in words.</param>
public sealed record GpuFrameRefusal(int Index, string Reason);
