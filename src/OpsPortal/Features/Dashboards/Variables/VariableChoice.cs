using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Variables;

/// <summary>What is taken: the address first, then what the file was saved with, then the first option.</summary>
internal static class VariableChoice
{
    private const int MaxValues = 500;
    private const int MaxFilters = 50;

    /// <param name="list">Without All.</param>
    /// <param name="given">From the address; null when it says nothing.</param>
    public static ResolvedVariable Choose(Variable variable, IReadOnlyList<(string Text, string Value)> list, IReadOnlyList<string>? given, string? error)
    {
        if (variable.Kind is VariableKind.Textbox or VariableKind.Unsupported)
            return Free(variable, given);
        if (variable.Kind == VariableKind.Adhoc)
            return new ResolvedVariable(variable, [], [.. (given ?? variable.DefaultCurrent).Where(one => AdhocFilter.FromAddress(one) is not null).Distinct().Take(MaxFilters)], error);
        if (variable.Kind == VariableKind.Constant)
            return new ResolvedVariable(variable, [new VariableOption(variable.Query, variable.Query, true)], [variable.Query], error);
        IReadOnlyList<string> values = variable.Kind switch
        {
            VariableKind.Switch => [(given ?? variable.DefaultCurrent).Select(value => ValueOf(list, value)).OfType<string>().FirstOrDefault() ?? list[^1].Value],
            // No label is a choice too, and one that the server doesn't have now may come back.
            VariableKind.GroupBy => [.. (given ?? variable.DefaultCurrent).Where(name => name.Length is > 0 and <= 200).Distinct().Take(MaxFilters)],
            _ => given is not null ? FromAddress(variable, list, given) : FromFile(variable, list, error),
        };
        var options = list.Select(option => new VariableOption(option.Text, option.Value, values.Contains(option.Value)));
        if (variable.IncludeAll)
            options = options.Prepend(new VariableOption("All", ResolvedVariable.All, values is [ResolvedVariable.All]));
        return new ResolvedVariable(variable, [.. options], values, error);
    }

    private static IReadOnlyList<string> FromAddress(Variable variable, IReadOnlyList<(string Text, string Value)> list, IReadOnlyList<string> given)
    {
        if (variable.IncludeAll && given.Any(IsAll))
            return [ResolvedVariable.All];
        var values = given.Select(value => ValueOf(list, value) ?? value);
        if (variable.Kind == VariableKind.Datasource)
            values = values.Where(value => list.Any(option => option.Value.Equals(value, StringComparison.OrdinalIgnoreCase))).DefaultIfEmpty(list.Count > 0 ? list[0].Value : "");
        return variable.Multi ? [.. values.Distinct().Take(MaxValues)] : [.. values.Take(1)];
    }

    private static IReadOnlyList<string> FromFile(Variable variable, IReadOnlyList<(string Text, string Value)> list, string? error)
    {
        if (variable.IncludeAll && (variable.DefaultCurrent.Any(IsAll) || variable.DefaultCurrent.Count == 0 && variable.DefaultText.Count == 0))
            return [ResolvedVariable.All];
        var saved = variable.DefaultCurrent.Concat(variable.DefaultText).Select(value => ValueOf(list, value)).OfType<string>().Distinct().ToArray();
        if (saved.Length > 0)
            return variable.Multi ? saved : saved[..1];
        // While the options can't be had, what the file was saved with is the best guess.
        if (error is not null && variable.Kind != VariableKind.Datasource && variable.DefaultCurrent is [{ Length: > 0 }, ..])
            return variable.Multi ? variable.DefaultCurrent : [variable.DefaultCurrent[0]];
        return variable.IncludeAll ? [ResolvedVariable.All] : list.Count > 0 ? [list[0].Value] : [];
    }

    private static ResolvedVariable Free(Variable variable, IReadOnlyList<string>? given)
    {
        var value = given?.FirstOrDefault() ?? variable.DefaultCurrent.FirstOrDefault() ?? (variable.Kind == VariableKind.Textbox ? variable.Query : "");
        return new ResolvedVariable(variable, [new VariableOption(value, value, true)], [value]);
    }

    private static bool IsAll(string value) => value is ResolvedVariable.All or "All" or "all";

    private static string? ValueOf(IReadOnlyList<(string Text, string Value)> list, string given)
    {
        foreach (var (text, value) in list)
        {
            if (value == given)
                return value;
        }
        foreach (var (text, value) in list)
        {
            if (text == given)
                return value;
        }
        return null;
    }
}
