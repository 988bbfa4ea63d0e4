using OpsPortal.Catalog;
using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;
using OpsPortal.Ui;

namespace OpsPortal.Features.Models;

/// <summary>One model of one service over a time range. A figure that its service doesn't measure is not there.</summary>
/// <param name="Figures">By signal name.</param>
public sealed record ModelRow(ServiceEntry Service, ModelEntry Model, IReadOnlyDictionary<string, ModelFigure> Figures)
{
    public double? this[string figure] => Figures.TryGetValue(figure, out var measured) ? measured.Value : null;
}

/// <summary>A figure of a model with where it comes from.</summary>
/// <param name="Value">Null when the question was answered and there is nothing to say: no traffic, no sample, no price. Never a guess.</param>
/// <param name="Unit">Grafana's name: <c>reqps</c>, <c>percentunit</c>, <c>s</c>.</param>
/// <param name="Source">The PromQL or the words that gave it, or why there is none.</param>
public sealed record ModelFigure(double? Value, string Unit, string Source);

/// <summary>Figures of every model of every service, each over the whole time range at once.</summary>
public sealed class ModelFigures(ServiceCatalog catalog, QueryCache queries, ICostFigures costs, TimeProvider time)
{
    public const string ErrorRatio = "error_ratio";
    public const string CostPerRequest = "cost_per_request";
    public const string CostPerThousandTokens = "cost_per_1k_tokens";

    /// <summary>
    /// One outcome a service, so that one failure hides no other service. Models that the catalog doesn't list but the series
    /// name are rows too.
    /// </summary>
    public async Task<IReadOnlyList<(ServiceEntry Service, Outcome<IReadOnlyList<ModelRow>> Rows)>> ReadAsync(
        TimeRange range, CancellationToken cancellationToken)
    {
        var (start, end) = range.Resolve(time.GetUtcNow());
        var window = PromDuration.From(end - start);
        var prices = costs.ByModelAsync(DateOnly.FromDateTime(start.UtcDateTime), DateOnly.FromDateTime(end.UtcDateTime), cancellationToken);
        return await Task.WhenAll(catalog.Services.Where(service => service.Models is not null)
            .Select(async service => (service, await ReadAsync(service, service.Models!, window, end, prices, cancellationToken))));
    }

    private async Task<Outcome<IReadOnlyList<ModelRow>>> ReadAsync(
        ServiceEntry service, ModelSet models, string window, DateTimeOffset at, Task<Outcome<IReadOnlyList<ModelCost>>> prices,
        CancellationToken cancellationToken)
    {
        var signals = models.Signals.Values.Select(signal => OverWindow(signal, window)).ToArray();
        var answers = await Task.WhenAll(signals.Select(signal => queries.QueryAsync(signal.Query, at, cancellationToken)));
        if (answers.FirstOrDefault(answer => !answer.IsOk) is { } failed)
            return failed.Map<IReadOnlyList<ModelRow>>(_ => []);
        var byModel = new SortedDictionary<string, Dictionary<string, ModelFigure>>(StringComparer.Ordinal);
        foreach (var item in models.Items)
            byModel[item.Id] = [];
        foreach (var (signal, answer) in signals.Zip(answers))
        {
            foreach (var sample in answer.Value!.Where(sample => sample.Labels[models.Label].Length > 0))
            {
                if (!byModel.TryGetValue(sample.Labels[models.Label], out var figures))
                    byModel[sample.Labels[models.Label]] = figures = [];
                figures[signal.Name] = double.IsFinite(sample.Value)
                    ? new ModelFigure(sample.Value, signal.Unit, signal.Query)
                    : new ModelFigure(null, signal.Unit, "no traffic");
            }
        }
        if (models.Signals.ContainsKey(SignalNames.Errors))
        {
            foreach (var figures in byModel.Values)
                AddErrorRatio(figures);
        }
        AddCosts(service, byModel, await prices);
        var known = models.Items.ToDictionary(item => item.Id, StringComparer.Ordinal);
        return Outcome<IReadOnlyList<ModelRow>>.Ok(
            [.. byModel.Select(pair => new ModelRow(service, known.GetValueOrDefault(pair.Key) ?? new ModelEntry(pair.Key, pair.Key, "self-hosted"), pair.Value))],
            answers.Min(answer => answer.At), [.. answers.SelectMany(answer => answer.Warnings).Distinct()]);
    }

    // A gauge is averaged over the range; a rate has the range as its window already.
    private static Signal OverWindow(Signal signal, string window)
        => signal.Query.Contains("$window", StringComparison.Ordinal)
            ? signal with { Query = signal.For(window) }
            : signal with { Query = $"avg_over_time(({signal.Query})[{window}:{SubqueryStep(window)}])" };

    // About 200 evaluations whatever the range is.
    private static string SubqueryStep(string window)
    {
        var unit = window[^1] switch { 'd' => 86400L, 'h' => 3600L, 'm' => 60L, _ => 1L };
        return PromDuration.From(TimeSpan.FromSeconds(Math.Max(15, long.Parse(window[..^1]) * unit / 200)));
    }

    // With traffic and never an error the error series is missing: that is 0. Without traffic it is unknown.
    private static void AddErrorRatio(Dictionary<string, ModelFigure> figures)
    {
        if (!figures.TryGetValue(SignalNames.Requests, out var requests) || requests.Value is not > 0)
            return;
        var errors = figures.GetValueOrDefault(SignalNames.Errors);
        figures[ErrorRatio] = new ModelFigure((errors?.Value ?? 0) / requests.Value, "percentunit", $"({errors?.Source ?? "no error series: 0"}) / ({requests.Source})");
    }

    // Costs are by whole UTC days; a model without a price has no figure, and its cell says why.
    private static void AddCosts(ServiceEntry service, SortedDictionary<string, Dictionary<string, ModelFigure>> byModel, Outcome<IReadOnlyList<ModelCost>> prices)
    {
        foreach (var (model, figures) in byModel)
        {
            var cost = prices.Value?.FirstOrDefault(one => one.Service == service.Id && one.Model == model);
            var why = !prices.IsOk ? prices.Reason
                : cost is null ? "not billed by model"
                : cost.NeedsPrice > 0 ? "needs a price"
                : $"Cost jobs: UTC days of the range{(cost.IncludesToday ? ", today so far" : "")}, {cost.Quality.ToString().ToLowerInvariant()}";
            var priced = cost is { NeedsPrice: 0 } ? cost : null;
            figures[CostPerRequest] = new ModelFigure((double?)priced?.CostPerRequest, "currencyUSD", why);
            figures[CostPerThousandTokens] = new ModelFigure((double?)priced?.CostPer1000Tokens, "currencyUSD", why);
        }
    }
}
