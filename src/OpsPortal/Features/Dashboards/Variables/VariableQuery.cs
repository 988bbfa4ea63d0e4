using System.Text.RegularExpressions;

namespace OpsPortal.Features.Dashboards.Variables;

/// <summary>What a query variable asks, read from its text.</summary>
/// <param name="Kind">What is asked.</param>
/// <param name="Label">Of <see cref="VariableQueryKind.LabelValues"/>: the label.</param>
/// <param name="Text">A selector, an expression or a regex; "" for all.</param>
internal sealed record VariableQuery(VariableQueryKind Kind, string Label, string Text);

internal enum VariableQueryKind
{
    /// <summary>Nothing is asked: a variable that was left empty.</summary>
    None,
    LabelNames,
    LabelValues,
    Metrics,
    QueryResult,
    Series,
}

/// <summary>Reads <c>label_values(…)</c> and its like.</summary>
internal static partial class VariableQueryReader
{
    public static VariableQuery Read(string text)
    {
        text = text.Trim();
        if (text.Length == 0)
            return new(VariableQueryKind.None, "", "");
        if (LabelNames().Match(text) is { Success: true } names)
            return new(VariableQueryKind.LabelNames, "", names.Groups[1].Value.Trim());
        if (LabelValues().Match(text) is { Success: true } values)
            return new(VariableQueryKind.LabelValues, values.Groups[2].Value.Trim('"'), Selector(values.Groups[1].Value));
        if (Metrics().Match(text) is { Success: true } metrics)
            return new(VariableQueryKind.Metrics, "", metrics.Groups[1].Value.Trim().Trim('"'));
        if (QueryResult().Match(text) is { Success: true } result)
            return new(VariableQueryKind.QueryResult, "", result.Groups[1].Value.Trim());
        return new(VariableQueryKind.Series, "", text);
    }

    // `label_values({}, x)` asks for all, but a selector that matches everything is refused.
    private static string Selector(string text)
    {
        text = text.Trim().TrimEnd(',').Trim();
        return EmptyBraces().Replace(text, "") is { Length: > 0 } named ? named : "";
    }

    [GeneratedRegex(@"^label_names\(\s*(.*?)\s*\)$", RegexOptions.Singleline)]
    private static partial Regex LabelNames();

    [GeneratedRegex(@"^label_values\(\s*(?:(.+),\s*)?(""[^""]+""|[\p{L}_:$][\w:.$]*)\s*,?\s*\)$", RegexOptions.Singleline)]
    private static partial Regex LabelValues();

    [GeneratedRegex(@"^metrics\(\s*(.*?)\s*\)$", RegexOptions.Singleline)]
    private static partial Regex Metrics();

    [GeneratedRegex(@"^query_result\(\s*(.*)\s*\)$", RegexOptions.Singleline)]
    private static partial Regex QueryResult();

    [GeneratedRegex(@"\{\s*\}$")]
    private static partial Regex EmptyBraces();
}
