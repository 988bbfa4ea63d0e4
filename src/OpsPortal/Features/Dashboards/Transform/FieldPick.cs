using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpsPortal.Features.Dashboards.Frames;
using OpsPortal.Features.Dashboards.Model;
using OpsPortal.Features.Dashboards.Variables;

namespace OpsPortal.Features.Dashboards.Transform;

/// <summary>Which columns there are, in which order, and how they are called.</summary>
internal static class FieldPick
{
    public static IReadOnlyList<Frame> Organize(IReadOnlyList<Frame> frames, JsonObject options)
    {
        var (exclude, include, index, rename) = (options.Obj("excludeByName"), options.Obj("includeByName"), options.Obj("indexByName"), options.Obj("renameByName"));
        return [.. frames.Select(frame =>
        {
            var fields = FrameNames.Of(frame, frames).Where(field => exclude.Bool(Key(exclude, field) ?? "") != true);
            if (include is { Count: > 0 })
                fields = fields.Where(field => include.Bool(Key(include, field) ?? "") == true);
            if (index is { Count: > 0 })
                fields = fields.OrderBy(field => Key(index, field) is { } key ? index.Int(key) ?? int.MaxValue : int.MaxValue);
            return frame with { Fields = [.. fields.Select(field => Key(rename, field) is { } key && rename.Str(key) is { Length: > 0 } name ? field.Field with { Legend = name } : field.Field)] };
        })];
    }

    public static IReadOnlyList<Frame> ByName(IReadOnlyList<Frame> frames, JsonObject options)
    {
        var (include, exclude) = (Wanted(options.Obj("include")), Wanted(options.Obj("exclude")));
        return [.. frames.Select(frame => frame with
        {
            Fields = [.. FrameNames.Of(frame, frames).Where(field => include?.Invoke(field) != false && exclude?.Invoke(field) != true).Select(field => field.Field)],
        }).Where(frame => frame.Fields.Count > 0)];
    }

    public static IReadOnlyList<Frame> ByRefId(IReadOnlyList<Frame> frames, JsonObject options)
    {
        var (include, exclude) = (options.Str("include"), options.Str("exclude"));
        return [.. frames.Where(frame => (include is null or "" || IsRefId(frame, include)) && (exclude is null or "" || !IsRefId(frame, exclude)))];
    }

    public static IReadOnlyList<Frame> RenameByRegex(IReadOnlyList<Frame> frames, JsonObject options)
    {
        if (options.Str("regex") is not { Length: > 0 } pattern)
            return frames;
        var (regex, all) = Compile(pattern);
        var to = Regex.Replace(options.Str("renamePattern") ?? "", @"\$<(\w+)>", "${$1}");
        return [.. frames.Select(frame => frame with
        {
            Fields = [.. FrameNames.Of(frame, frames).Select(field => field.Field.Type == FieldType.Time ? field.Field : field.Field with { Legend = regex.Replace(field.Name, to, all ? -1 : 1) })],
        })];
    }

    /// <param name="refIds"><c>A</c>, <c>A|B</c> or <c>/regex/</c>.</param>
    public static bool IsRefId(Frame frame, string refIds)
        => refIds[0] == '/' ? FieldMatcher.RegexOf(refIds)(frame.RefId) : refIds.Split('|').Intersect(frame.RefId.Split(',')).Any();

    public static (Regex Regex, bool All) Compile(string pattern)
    {
        try
        {
            return VariableList.Compile(pattern);
        }
        catch (ArgumentException error)
        {
            throw new TransformException($"the regex {pattern} can't be read ({error.Message})");
        }
    }

    private static string? Key(JsonObject? by, (Field Field, string Name) field)
        => by is null ? null : by.ContainsKey(field.Name) ? field.Name : by.ContainsKey(field.Field.Name) ? field.Field.Name : null;

    private static Func<(Field Field, string Name), bool>? Wanted(JsonObject? rule)
    {
        var names = rule.Get("names").Strings();
        var pattern = rule.Str("pattern") is { Length: > 0 } given ? FieldMatcher.RegexOf(given) : null;
        if (names.Count == 0 && pattern is null)
            return null;
        return field => names.Any(name => field.Is(name)) || pattern?.Invoke(field.Name) == true;
    }
}
