using System.Text.Json;
using System.Text.Json.Serialization;
using OpsPortal.Gpu;

namespace OpsPortal.Features.Gpus.Live;

/// <summary>What a viewer asks for. What is given narrows: a host that it has all of is sent.</summary>
public sealed record WatchRequest
{
    /// <summary>Every figure of every frame.</summary>
    public const string Full = "full";

    /// <summary>What a heat grid shows, a fifth of the bytes.</summary>
    public const string Lean = "lean";

    /// <summary>One host; <c>null</c> or empty for all of them, those that come later too.</summary>
    public string? Host { get; init; }

    /// <summary>The hosts whose GPUs are in sight, at most 256; <c>null</c> for all.</summary>
    public string[]? Hosts { get; init; }

    /// <summary>"service:ID" for the hosts that the catalog gives to a service, "model:NAME" for those with such cards.</summary>
    public string? Group { get; init; }

    /// <summary><see cref="Full"/> (also when left out) or <see cref="Lean"/>.</summary>
    public string? Detail { get; init; }

    /// <summary>Points of history for each figure, at most 4,000: the width of the chart in pixels.</summary>
    public int Points { get; init; }

    /// <summary>Who comes back says for each host the epoch and number of its newest frame, and gets what came after it.</summary>
    public Dictionary<string, long[]>? Since { get; init; }
}

/// <summary>One item of a viewer's stream: descriptions, then frames.</summary>
public sealed record LiveItem
{
    /// <summary>Hosts that are new to the viewer or described anew: each a <see cref="HostSnapshot"/>. The first item has this always.</summary>
    public RawJson[]? Hosts { get; init; }

    /// <summary>Frames since the item before, each host's in order: each a <see cref="LiveFrame"/>.</summary>
    public RawJson[]? Frames { get; init; }

    /// <summary>The same for those who asked for the lean form: each an array, see <see cref="GpuWire.Lean"/>.</summary>
    public RawJson[]? Lean { get; init; }

    /// <summary>Frames that this viewer has not got since it joined, because it read too slowly.</summary>
    public long Skipped { get; init; }
}

/// <summary>All about one host, for a viewer who joins.</summary>
public sealed record HostSnapshot
{
    public required string Host { get; init; }

    public required string Source { get; init; }

    /// <summary>Milliseconds since the newest frame came in.</summary>
    public required long Age { get; init; }

    public GpuHostInfo? Info { get; init; }

    /// <summary>Whose the GPUs are by the catalog; <c>null</c> in the place of one that is nobody's for good.</summary>
    public GpuOwner?[]? Owners { get; init; }

    /// <summary>The newest figures that are not in each frame, with their time; no others.</summary>
    public GpuFrame? Slow { get; init; }

    /// <summary>Energy so far today.</summary>
    public GpuEnergy? Today { get; init; }

    /// <summary>Idle time so far today.</summary>
    public GpuIdle? Idle { get; init; }

    /// <summary>Time held back lately.</summary>
    public GpuHeldBack? Held { get; init; }

    /// <summary>What running the GPUs costs.</summary>
    public GpuPrices? Prices { get; init; }

    public LiveFrame? Last { get; init; }

    public HistoryColumns? History { get; init; }

    /// <summary>The history begins with the frame after the one that the viewer named: nothing of it is with the viewer already, nothing is missing.</summary>
    public bool? Continues { get; init; }
}

/// <param name="Id">Id of the service in the catalog.</param>
public sealed record GpuOwner(string Id, string Name);

/// <summary>A frame with what is to be said about it.</summary>
public sealed record LiveFrame
{
    public required GpuFrame Frame { get; init; }

    /// <summary>One entry a GPU; <c>null</c> where there is nothing to say.</summary>
    public GpuNote[]?[]? Notes { get; init; }

    /// <summary>Energy so far today; only with a frame that has the counter.</summary>
    public GpuEnergy? Today { get; init; }

    /// <summary>Idle time so far today; now and then.</summary>
    public GpuIdle? Idle { get; init; }

    /// <summary>Time held back lately; only with a frame that has the counters.</summary>
    public GpuHeldBack? Held { get; init; }

    /// <summary>What the GPUs can be grouped by; now and then.</summary>
    public GpuLabels? Labels { get; init; }

    /// <summary>
    /// Milliseconds between the frame's time, by the host's clock, and its coming in, by the portal's; <c>null</c> when it came within
    /// five seconds. Positive: the frame has waited or the host's clock is behind. Negative: that clock is ahead.
    /// </summary>
    public long? Behind { get; init; }

    /// <summary>Another sender under this host's name was refused within the last minute.</summary>
    public bool? Rival { get; init; }
}

/// <summary>JSON that was serialised before, once for all viewers.</summary>
[JsonConverter(typeof(RawJsonConverter))]
public readonly record struct RawJson(ReadOnlyMemory<byte> Utf8);

/// <summary>Writes the bytes as they are.</summary>
public sealed class RawJsonConverter : JsonConverter<RawJson>
{
    public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return new RawJson(JsonSerializer.SerializeToUtf8Bytes(document.RootElement));
    }

    public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.Utf8.Span, skipInputValidation: true);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LiveFrame))]
[JsonSerializable(typeof(HostSnapshot))]
[JsonSerializable(typeof(GpuLabels))]
internal sealed partial class LiveJson : JsonSerializerContext;
