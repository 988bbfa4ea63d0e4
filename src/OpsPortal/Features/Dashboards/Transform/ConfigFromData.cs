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
        var fields = sources.SelectMany(frame => FrameNames.Of(frame, frames)).ToArray();
        SetMappings(config, fields, options);
        foreach (var field in fields)
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

    // Rows of values with their words and colours.
    private static void SetMappings(JsonObject config, (Field Field, string Name)[] fields, JsonObject options)
    {
        Field? Of(string what) => fields.FirstOrDefault(field => options.Objects("mappings").Any(one => one.Str("handlerKey") == "mappings." + what && field.Is(one.Str("fieldName") ?? ""))).Field;
        if (Of("value") is not { } value)
            return;
        var (text, color, words) = (Of("text"), Of("color"), new JsonObject());
        for (var row = 0; row < value.Values.Count; row++)
        {
            if (value.Values[row] is { } from)
                words[Cell.ToText(from)] = new JsonObject { ["text"] = text is null ? null : Cell.ToText(text.Values[row]), ["color"] = color?.Values[row] is { } shown ? Cell.ToText(shown) : null, ["index"] = row };
        }
        config["mappings"] = new JsonArray(new JsonObject { ["type"] = "value", ["options"] = words });
    }

    private static JsonObject Merged(JsonObject own, JsonObject more)
    {
        var all = (JsonObject)own.DeepClone();
        foreach (var (key, value) in more)
            all[key] = value.Copy();
        return all;
    }
}
