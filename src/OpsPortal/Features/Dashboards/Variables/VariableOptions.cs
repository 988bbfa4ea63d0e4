using OpsPortal.Domain;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Variables;

/// <summary>The choices of one variable, and which of them is taken.</summary>
internal sealed class VariableOptions(VariableAnswers answers, DataSources sources)
{
    /// <param name="given">From the address; null when it says nothing.</param>
    /// <param name="known">The variables that this one may refer to.</param>
    public async Task<ResolvedVariable> ResolveAsync(
        Variable variable, IReadOnlyList<string>? given, ResolvedVariables known, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var (list, error) = await ListAsync(variable, known, from, to, cancellationToken);
        return VariableChoice.Choose(variable, list, given, error);
    }

    /// <summary>The interval that <c>auto</c> stands for.</summary>
    public static string AutoInterval(Variable variable, TimeSpan range)
    {
        var least = PromDuration.TryParse(variable.Source.Str("auto_min") ?? "", out var given) ? given : TimeSpan.FromSeconds(10);
        return PromIntervals.Text(PromIntervals.Interval(range, Math.Clamp(variable.Source.Int("auto_count") ?? 30, 1, 1000), least));
    }

    private async Task<(IReadOnlyList<(string Text, string Value)> List, string? Error)> ListAsync(
        Variable variable, ResolvedVariables known, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        try
        {
            switch (variable.Kind)
            {
                case VariableKind.Query:
                    return await QueryAsync(variable, known, from, to, cancellationToken);
                case VariableKind.Custom:
                    var filled = known.Fill(variable.Query, FillFor.Name);
                    var listed = variable.Source.Str("valuesFormat") == "json" ? VariableList.Json(filled) : VariableList.Custom(filled);
                    return (listed.Count > 0 ? listed : FromFile(variable), null);
                case VariableKind.Interval:
                    var intervals = VariableList.Custom(variable.Query);
                    return (variable.Source.Bool("auto") == true ? [("auto", ResolvedVariable.Auto + variable.Name), .. intervals] : intervals, null);
                case VariableKind.Datasource:
                    return SourcesOf(variable, known);
                case VariableKind.GroupBy:
                    return await LabelsAsync(variable, known, from, to, cancellationToken);
                case VariableKind.Switch:
                    return (TwoOf(variable), null);
                case VariableKind.Constant:
                    return ([(variable.Query, variable.Query)], null);
                default:
                    return ([], null);
            }
        }
        catch (ArgumentException error)
        {
            return ([], $"The regex can't be read: {error.Message}");
        }
    }

    private async Task<(IReadOnlyList<(string, string)>, string?)> QueryAsync(
        Variable variable, ResolvedVariables known, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var source = sources.Resolve(variable.Source.Get("datasource"), known, null);
        if (source.Kind is not (SourceKind.Prometheus or SourceKind.Loki))
            return (FromFile(variable), source.Words ?? "Its query can't be asked: the portal asks Prometheus and Loki.");
        var query = VariableQueryReader.Read(known.Fill(variable.Query, FillFor.Query));
        if (query.Kind == VariableQueryKind.None)
            return ([], null);
        var answer = await answers.AskAsync(source, AdhocFilters.Into(query, source, known, sources), from, to, cancellationToken);
        if (!answer.IsOk)
            return ([], answer.Reason);
        var filtered = VariableList.Filter(answer.Value!, known.Fill(variable.Regex, FillFor.Name));
        return (WithStatic(variable, filtered), null);
    }

    // Choices that the file adds to what the server says: before it, behind it, or among it.
    private static IReadOnlyList<(string, string)> WithStatic(Variable variable, IReadOnlyList<(string Text, string Value)> asked)
    {
        var own = FromFile(variable, "staticOptions");
        return variable.Source.Str("staticOptionsOrder") switch
        {
            "sorted" => VariableList.Sorted([.. own, .. asked], variable.Sort),
            "after" => [.. VariableList.Sorted(asked, variable.Sort), .. own],
            _ => [.. own, .. VariableList.Sorted(asked, variable.Sort)],
        };
    }

    // A file may name the labels that make sense; otherwise they are all that the server has.
    private async Task<(IReadOnlyList<(string, string)>, string?)> LabelsAsync(Variable variable, ResolvedVariables known, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var source = sources.Resolve(variable.Source.Get("datasource"), known, null);
        if (source.Kind != SourceKind.Prometheus)
            return ([], source.Words ?? "Only queries of Prometheus are grouped.");
        if (variable.Source.Objects("defaultOptions").Any())
            return (FromFile(variable, "defaultOptions"), null);
        var answer = await answers.AskAsync(source, new VariableQuery(VariableQueryKind.LabelNames, "", ""), from, to, cancellationToken);
        return ([.. (answer.Value ?? []).Where(name => name != "__name__").Select(name => (name, name))], answer.IsOk ? null : answer.Reason);
    }

    // Newer files name the two values, others have them as options: on, then off.
    private static IReadOnlyList<(string, string)> TwoOf(Variable variable)
    {
        var listed = FromFile(variable);
        var on = variable.Source.Str("enabledValue") ?? (listed.Count > 0 ? listed[0].Item2 : "true");
        var off = variable.Source.Str("disabledValue") ?? (listed.Count > 1 ? listed[1].Item2 : "false");
        return [(on, on), (off, off)];
    }

    private (IReadOnlyList<(string, string)>, string?) SourcesOf(Variable variable, ResolvedVariables known)
    {
        if (sources.NamesOf(variable.Query) is not { } names)
            return ([], $"Servers of the kind “{variable.Query}” can't be asked: the portal asks Prometheus and Loki.");
        var fit = VariableList.Filter(names, known.Fill(variable.Regex, FillFor.Name));
        // The regex was written for the names of another place; no server at all would be worse than the default one.
        return (fit.Count > 0 ? fit : [(names[0], names[0])], null);
    }

    // Some files bring a list and no query to make it anew.
    private static IReadOnlyList<(string, string)> FromFile(Variable variable, string list = "options") =>
    [
        .. variable.Source.Objects(list).Select(option => (option.Str("text") ?? option.Get("text").Strings().FirstOrDefault() ?? "", option.Str("value") ?? option.Get("value").Strings().FirstOrDefault() ?? ""))
            .Where(option => option.Item2.Length > 0 && option.Item2 != ResolvedVariable.All),
    ];
}
