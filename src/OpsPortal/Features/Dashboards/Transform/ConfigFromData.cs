using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Frames;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Transform;

/// <summary>One query's figures become the others' configuration: a limit that is measured becomes a threshold or an axis' end.</summary>
internal static class ConfigFromData
{
    public static IReadOnlyList<Frame> Apply(IReadOnlyList<Frame> frames, JsonObject options)
    {
        var refId = options.Str("configRefId") is { Length: > 0 } given ? given : "config";
        var sources = frames.Where(frame => FieldPick.IsRefId(frame, refId)).ToArray();
        if (sources.Length == 0)
            return frames;
        var config = new JsonObject();
        foreach (var field in sources.SelectMany(frame => FrameNames.Of(frame, frames)))
        {
            var mapping = options.Objects("mappings").FirstOrDefault(one => field.Is(one.Str("fieldName") ?? ""));
            var key = mapping is null ? field.Name.ToLowerInvariant() : mapping.Str("handlerKey") ?? "__ignore";
            ConfigHandlers.Set(config, key, Reducer.Of(mapping.Str("reducerId") ?? "lastNotNull", field.Field), mapping.Get("handlerArguments"));
        }
        var matches = options.Obj("applyTo") is { } matcher ? FieldMatcher.Of(matcher.Str("id") ?? "", matcher.Get("options")) : null;
        return [.. frames.Except(sources).Select(frame => frame with
        {
            Fields = [.. FrameNames.Of(frame, frames).Select(field => (matches?.Invoke(field.Field, frame, field.Name) ?? field.Field.Type == FieldType.Number)
                ? field.Field with { Config = Merged(field.Field.Config, config) } : field.Field)],
        })];
    }

    private static JsonObject Merged(JsonObject own, JsonObject more)
    {
        var all = (JsonObject)own.DeepClone();
        foreach (var (key, value) in more)
            all[key] = value.Copy();
        return all;
    }
}
