using System.Globalization;
using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Frames;
using OpsPortal.Features.Dashboards.Model;
using OpsPortal.Features.Dashboards.Variables;

namespace OpsPortal.Features.Dashboards.Transform;

/// <summary>Columns of one type as another.</summary>
internal static class Conversions
{
    public static IReadOnlyList<Frame> Types(IReadOnlyList<Frame> frames, JsonObject options)
    {
        var wanted = options.Objects("conversions").ToArray();
        return [.. frames.Select(frame => frame with
        {
            Fields = [.. FrameNames.Of(frame, frames).Select(field =>
                wanted.FirstOrDefault(one => field.Is(one.Str("targetField") ?? "")) is { } one ? Converted(field.Field, one.Str("destinationType") ?? "") : field.Field)],
        })];
    }

    public static IReadOnlyList<Frame> FormatTime(IReadOnlyList<Frame> frames, JsonObject options)
    {
        var pattern = options.Str("outputFormat") is { Length: > 0 } given ? given : "YYYY-MM-DD HH:mm:ss";
        return [.. frames.Select(frame => frame with
        {
            Fields = [.. FrameNames.Of(frame, frames).Select(field => field.Is(options.Str("timeField") ?? "Time") && field.Field.Type == FieldType.Time
                ? field.Field with { Type = FieldType.String, Values = [.. Enumerable.Range(0, frame.Length).Select(row => (object?)(field.Field.Number(row) is { } at ? Formatted(at, pattern) : null))] }
                : field.Field)],
        })];
    }

    private static string Formatted(double milliseconds, string pattern)
        => Math.Abs(milliseconds) < 2.5e14 ? MomentPattern.Format(DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds), pattern) : Cell.ToText(milliseconds);

    private static Field Converted(Field field, string type)
    {
        var rows = Enumerable.Range(0, field.Values.Count);
        return type switch
        {
            "number" => field with { Type = FieldType.Number, Values = new Numbers([.. rows.Select(field.Number)]) },
            "string" or "enum" => field with { Type = FieldType.String, Values = [.. field.Values.Select(value => value is null ? null : (object)Cell.ToText(value))] },
            "boolean" => field with { Type = FieldType.Boolean, Values = [.. field.Values.Select(value => value is null ? null : (object)(value is string text ? text is not ("" or "0" or "false") : Cell.ToNumber(value) is not (null or 0)))] },
            "time" => field with { Type = FieldType.Time, Values = new Numbers([.. field.Values.Select(Moment)]) },
            _ => field,
        };
    }

    private static double? Moment(object? value) => Cell.ToNumber(value) ?? (DateTimeOffset.TryParse(Cell.ToText(value), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
        ? at.ToUnixTimeMilliseconds() : null);
}
