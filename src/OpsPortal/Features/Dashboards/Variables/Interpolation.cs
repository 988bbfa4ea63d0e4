using System.Text.RegularExpressions;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Variables;

/// <summary>Where a text goes that variables are filled into: decides how a value is written when it says no format of its own.</summary>
public enum FillFor
{
    /// <summary>Titles and descriptions: what people read.</summary>
    People,

    /// <summary>Addresses: percent-encoded.</summary>
    Address,

    /// <summary>PromQL and LogQL: escaped for the string that it stands in; several values become a regular expression.</summary>
    Query,

    /// <summary>Names of variables, data sources and the like: the bare value.</summary>
    Name,
}

public sealed partial class ResolvedVariables
{
    /// <summary>Fills in <c>$name</c>, <c>${name:format}</c> and <c>[[name]]</c> for people; what isn't known stays as it is.</summary>
    /// <param name="scope">Values of a repeat, which win; null: none.</param>
    public string Interpolate(string text, IReadOnlyDictionary<string, string>? scope = null) => Fill(text, FillFor.People, scope);

    /// <param name="extra">More globals without their <c>$</c>: <c>__interval</c>.</param>
    public string Fill(string text, FillFor use, IReadOnlyDictionary<string, string>? scope = null, IReadOnlyDictionary<string, string>? extra = null)
    {
        if (!text.Contains('$', StringComparison.Ordinal) && !text.Contains("[[", StringComparison.Ordinal))
            return text;
        var quotes = use == FillFor.Query ? QuoteContext.Of(text) : null;
        return Reference().Replace(text, match =>
        {
            var name = Part(match, 1) ?? Part(match, 2) ?? Part(match, 4)!;
            var format = Part(match, 3) ?? Part(match, 6);
            var field = Part(match, 5);
            return One(name, field, format, use, match.Index == 0, quotes?[match.Index] ?? '\0', scope, extra) ?? match.Value;
        });
    }

    /// <summary>The names that a text refers to, known or not.</summary>
    public static IEnumerable<string> NamesIn(string text)
        => Reference().Matches(text).Select(match => Part(match, 1) ?? Part(match, 2) ?? Part(match, 4)!);

    /// <param name="isStart">Of the text: an address may be a variable's.</param>
    private string? One(
        string name, string? field, string? format, FillFor use, bool isStart, char quote, IReadOnlyDictionary<string, string>? scope, IReadOnlyDictionary<string, string>? extra)
    {
        // It is a piece of an address already.
        if (name == "__url_time_range")
            return Global(name, extra);
        if (Global(field is null ? name : name + "." + field, extra) is { } global)
            return format is null ? use == FillFor.Address ? Uri.EscapeDataString(global) : global : VariableFormat.Of(format, [global], global, name);
        if (name == "__all_variables")
            return string.Join('&', Items.Select(item => VariableFormat.QueryParam(item.Name, item.Values)));
        if (Find(name) is not { } variable)
            return scope is not null && scope.TryGetValue(name, out var lone) ? Written([lone], lone, null) : null;
        if (variable.Variable.Kind == VariableKind.Adhoc)
            return use == FillFor.People ? string.Join(", ", AdhocFilters.Chosen(variable).Select(filter => filter.Words)) : format == "queryparam" ? VariableFormat.QueryParam(name, variable.Values) : AdhocFilters.Expression(variable);
        if (scope is not null && scope.TryGetValue(name, out var scoped))
            return Written([scoped], variable.TextOf(scoped), variable);
        // What stands for All is written by the dashboard's author for its very place: never escaped.
        if (variable is { IsAll: true, Variable.AllValue: { } all } && field != "text" && format is not ("text" or "queryparam" or "percentencode") && use != FillFor.People)
            return all;
        if (variable.IsAll && format == "queryparam")
            return VariableFormat.QueryParam(name, variable.Values);
        return Written(variable.ExpandedValues.Select(IntervalValue).ToArray(), variable.Text, variable);

        string Written(IReadOnlyList<string> values, string text, ResolvedVariable? of)
        {
            if (field == "text")
                return text;
            if (format is not null)
                return VariableFormat.Of(format, values, text, name);
            return use switch
            {
                FillFor.People => text,
                FillFor.Address when isStart && values is [var address] && IsAddress(address, of) => VariableFormat.Of("uriencode", values, text, name),
                FillFor.Address => Uri.EscapeDataString(VariableFormat.Of("glob", values, text, name)),
                FillFor.Query => VariableFormat.InQuery(values, of is { Variable.Multi: true } or { Variable.IncludeAll: true }, quote),
                _ => string.Join(',', values),
            };
        }

        string IntervalValue(string value) => value == ResolvedVariable.Auto + name || value == "$__auto" ? Global("__auto_interval_" + name, extra) ?? Global("__interval", extra) ?? "1m" : value;
    }

    // One of the dashboard's own choices, never what somebody wrote into the portal's address.
    private static bool IsAddress(string value, ResolvedVariable? of)
        => of is { Variable.Kind: not VariableKind.Textbox } && of.Options.Any(option => option.Value == value)
            && (value.StartsWith('/') || value.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || value.StartsWith("http://", StringComparison.OrdinalIgnoreCase));

    private string? Global(string name, IReadOnlyDictionary<string, string>? extra)
        => extra is not null && extra.TryGetValue(name, out var value) || _globals.TryGetValue(name, out value) ? value : null;

    private static string? Part(Match match, int group) => match.Groups[group] is { Success: true } part ? part.Value : null;

    [GeneratedRegex(@"\$(\w+)|\[\[(\w+?)(?::(\w+))?\]\]|\$\{(\w+)(?:\.([^:}]+))?(?::([^}]+))?\}")]
    private static partial Regex Reference();
}
