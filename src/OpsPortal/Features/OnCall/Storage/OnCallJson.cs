using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpsPortal.Features.OnCall.Storage;

/// <summary>How documents are written: names of enums, so that a new value doesn't move the old ones.</summary>
internal static class OnCallJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    public static string Write<T>(T document) => JsonSerializer.Serialize(document, Options);

    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException("A document is null.");
}
