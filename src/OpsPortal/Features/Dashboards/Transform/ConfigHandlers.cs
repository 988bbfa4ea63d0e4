using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Frames;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Transform;

/// <summary>What a value of the data sets of a field's configuration, by the name that files give it.</summary>
internal static class ConfigHandlers
{
    /// <param name="key"><c>min</c>, <c>max</c>, <c>unit</c>, <c>decimals</c>, <c>noValue</c>, <c>color</c>, <c>displayName</c>, <c>threshold1</c>; others are passed over.</param>
    /// <param name="arguments">Of the mapping: a threshold's colour.</param>
    /// <returns>False for a name that sets nothing.</returns>
    public static bool Set(JsonObject config, string key, object? value, JsonNode? arguments)
    {
        if (value is null)
            return false;
        switch (key)
        {
            case "min" or "max" or "decimals" when Cell.ToNumber(value) is { } number && double.IsFinite(number):
                config[key] = key == "decimals" ? Math.Clamp((int)Math.Round(number), 0, 20) : number;
                return true;
            case "unit" or "noValue":
                config[key] = Cell.ToText(value);
                return true;
            case "displayName" or "field.name" or "name":
                config["displayName"] = Cell.ToText(value);
                return true;
            case "color":
                config["color"] = new JsonObject { ["mode"] = "fixed", ["fixedColor"] = Cell.ToText(value) };
                return true;
            case "threshold1" when Cell.ToNumber(value) is { } limit && double.IsFinite(limit):
                AddStep(config, limit, arguments.Get("threshold").Str("color") ?? "red");
                return true;
            default:
                return false;
        }
    }

    private static void AddStep(JsonObject config, double limit, string color)
    {
        var thresholds = config.Ensure("thresholds");
        if (thresholds.Arr("steps") is not { Count: > 0 } steps)
        {
            thresholds["mode"] = "absolute";
            thresholds["steps"] = steps = [new JsonObject { ["color"] = "green", ["value"] = null }];
        }
        steps.Add((JsonNode)new JsonObject { ["color"] = color, ["value"] = limit });
    }
}
