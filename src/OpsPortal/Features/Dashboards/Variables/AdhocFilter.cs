using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpsPortal.Domain;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Variables;

/// <summary>One condition of an ad hoc variable.</summary>
/// <param name="Operator">One of <see cref="Operators"/>.</param>
/// <param name="Values">One; several for <c>=|</c> and <c>!=|</c>.</param>
public sealed record AdhocFilter(string Key, string Operator, IReadOnlyList<string> Values)
{
    /// <summary>With what they mean: equal, not equal, matches, doesn't match, one of, none of.</summary>
    public static IReadOnlyList<(string Sign, string Words)> Operators { get; } =
        [("=", "is"), ("!=", "is not"), ("=~", "matches"), ("!~", "doesn't match"), ("=|", "is one of"), ("!=|", "is none of")];

    /// <summary>Whether it has several values.</summary>
    public bool IsSeveral => Operator.EndsWith('|');

    /// <summary>For people: <c>job is one of a, b</c>.</summary>
    public string Words => $"{Key} {Operators.First(one => one.Sign == Operator).Words} {(Values is [""] ? "“”" : string.Join(", ", Values))}";

    /// <summary>Reads <c>key|operator|value</c> as Grafana writes it into an address: <c>__gfp__</c> is |, <c>__gfc__</c> a comma, <c>__gfh__</c> #; behind a comma is what it is called.</summary>
    /// <returns>Null for what isn't one.</returns>
    public static AdhocFilter? FromAddress(string text)
    {
        var parts = text.Split('#')[0].Split('|').Select(part => Plain(part.Split(',')[0])).ToArray();
        return parts.Length >= 3 ? Of(parts[0], parts[1], parts[2..]) : null;
    }

    /// <summary>The form of <see cref="FromAddress"/>.</summary>
    public string ToAddress() => string.Join('|', Values.Prepend(Operator).Prepend(Key).Select(Escaped));

    /// <summary>A file's filters, with those that its author fixed (<c>baseFilters</c>) apart.</summary>
    internal static IEnumerable<AdhocFilter> FromFile(JsonNode variable, string list)
        => variable.Objects(list).Select(one => Of(
            one.Str("key") ?? "", one.Str("operator") ?? "=", one.Get("values").Strings() is { Count: > 1 } several ? several : [one.Str("value") ?? ""])).OfType<AdhocFilter>();

    /// <summary>A filter that makes sense, or null.</summary>
    public static AdhocFilter? Of(string key, string sign, IReadOnlyList<string> values)
    {
        if (key.Length is 0 or > 200 || values.Count == 0 || Operators.All(one => one.Sign != sign))
            return null;
        return new AdhocFilter(key, sign, sign.EndsWith('|') ? [.. values.Take(200)] : [values[0]]);
    }

    /// <summary>As a condition of PromQL and LogQL.</summary>
    public LabelMatcher ToMatcher() => Operator switch
    {
        "=|" => new(Key, "=~", string.Join('|', Values.Select(Literal))),
        "!=|" => new(Key, "!~", string.Join('|', Values.Select(Literal))),
        _ => new(Key, Operator, Values[0]),
    };

    // RE2 has no escape for a blank or #, which .NET's own escaping writes.
    private static string Literal(string value) => Regex.Replace(value, @"[\\.+*?()|\[\]{}^$]", @"\$0");

    private static string Plain(string text)
        => text.Replace("__gfp__", "|", StringComparison.Ordinal).Replace("__gfc__", ",", StringComparison.Ordinal).Replace("__gfh__", "#", StringComparison.Ordinal);

    private static string Escaped(string text)
        => text.Replace("|", "__gfp__", StringComparison.Ordinal).Replace(",", "__gfc__", StringComparison.Ordinal).Replace("#", "__gfh__", StringComparison.Ordinal);
}
