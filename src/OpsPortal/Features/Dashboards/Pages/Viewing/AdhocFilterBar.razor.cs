using Microsoft.AspNetCore.Components;
using OpsPortal.Features.Dashboards.Model;
using OpsPortal.Features.Dashboards.Variables;
using OpsPortal.Ui;

namespace OpsPortal.Features.Dashboards.Pages.Viewing;

/// <summary>The chips of an ad hoc variable.</summary>
public sealed partial class AdhocFilterBar
{
    // More would be a list that no browser shows well.
    private const int MostNames = 1000;
    private IReadOnlyList<string> _keys = [];
    private IReadOnlyList<string> _values = [];
    private string _key = "";
    private string _sign = "=";
    private string _value = "";
    private string? _problem;

    [Parameter, EditorRequired] public string Id { get; set; } = "";

    [Parameter, EditorRequired] public string Label { get; set; } = "";

    [Parameter, EditorRequired] public ResolvedVariable Item { get; set; } = default!;

    /// <summary>All of the dashboard: the server may be one's choice.</summary>
    [Parameter, EditorRequired] public ResolvedVariables Variables { get; set; } = ResolvedVariables.Empty;

    /// <summary>The filters as they go into the address.</summary>
    [Parameter] public EventCallback<IReadOnlyList<string>> Chosen { get; set; }

    [CascadingParameter] private TimeRange? PageRange { get; set; }

    [Inject] private VariableAnswers Answers { get; set; } = default!;

    [Inject] private DataSources Sources { get; set; } = default!;

    [Inject] private TimeProvider Clock { get; set; } = default!;

    private IReadOnlyList<AdhocFilter> Filters => AdhocFilters.Chosen(Item);

    private async Task ReadKeysAsync()
    {
        if (_keys.Count == 0)
            _keys = await AskAsync(new VariableQuery(VariableQueryKind.LabelNames, "", Others()));
    }

    private async Task ReadValuesAsync()
        => _values = _key.Trim().Length == 0 ? [] : await AskAsync(new VariableQuery(VariableQueryKind.LabelValues, _key.Trim(), Others()));

    // Only what goes with the conditions that are there already.
    private string Others() => Filters.Count == 0 || Filters.All(filter => filter.Operator is not ("=" or "=|")) ? "" : "{" + AdhocFilters.Expression(Item) + "}";

    private async Task<IReadOnlyList<string>> AskAsync(VariableQuery query)
    {
        var source = Sources.Resolve(Item.Variable.Source.Get("datasource"), Variables, null);
        if (source.Kind is not (SourceKind.Prometheus or SourceKind.Loki))
        {
            _problem = source.Words ?? "This server can't be asked for names.";
            return [];
        }
        var (from, to) = (PageRange ?? TimeRange.Default).Resolve(Clock.GetUtcNow());
        var answer = await Answers.AskAsync(source, query, from, to, CancellationToken.None);
        _problem = answer.IsOk ? null : $"There are no suggestions: {answer.Reason}";
        return [.. (answer.Value ?? []).Take(MostNames)];
    }

    private async Task AddAsync()
    {
        var values = _sign.EndsWith('|') ? _value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [_value.Trim()];
        if (AdhocFilter.Of(_key.Trim(), _sign, values) is not { } filter)
        {
            _problem = "A filter needs a label and a value.";
            return;
        }
        var all = Filters.Append(filter).Select(one => one.ToAddress()).Distinct().ToArray();
        (_key, _value, _values, _keys, _problem) = ("", "", [], [], null);
        await Chosen.InvokeAsync(all);
    }
}
