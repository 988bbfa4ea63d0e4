using System.Text.Json;
using System.Text.Json.Serialization;
using OpsPortal.Gpu;

namespace OpsPortal.Features.Gpus.Live;

/// <summary>What a viewer asks for.</summary>
/// <param name="Host">One host; <c>null</c> or empty for all of them, those that come later too.</param>
/// <param name="Points">Points of history for each figure, at most 900.</param>
public sealed record WatchRequest(string? Host = null, int Points = 300);

/// <summary>One item of a viewer's stream: descriptions, then frames.</summary>
public sealed record LiveItem
{
    /// <summary>Hosts that are new to the viewer or described anew: each a <see cref="HostSnapshot"/>. The first item has this always.</summary>
    public RawJson[]? Hosts { get; init; }

    /// <summary>The newest frame of each host that has one to send: each a <see cref="LiveFrame"/>.</summary>
    public RawJson[]? Frames { get; init; }

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

    public LiveFrame? Last { get; init; }

    public HistoryColumns? History { get; init; }
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
internal sealed partial class LiveJson : JsonSerializerContext;
