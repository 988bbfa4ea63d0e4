using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;
using OpsPortal.Features.Dashboards.Frames;
using OpsPortal.Features.Dashboards.Model;
using OpsPortal.Features.Dashboards.Variables;

namespace OpsPortal.Features.Dashboards.Annotations;

/// <summary>One thing that happened.</summary>
/// <param name="From">Unix milliseconds.</param>
/// <param name="To">The same for a moment.</param>
internal sealed record AnnotationItem(long From, long To, string Title, string Text, IReadOnlyList<string> Tags);

/// <summary>The answer to one annotation query.</summary>
/// <param name="Color">Grafana's name of a colour, or <c>#…</c>.</param>
/// <param name="Panels">The only panels that show it, or those that don't when <paramref name="IsExcluded"/>; null: all show it.</param>
/// <param name="Error">Why there are none, in words; null when it was answered.</param>
internal sealed record AnnotationAnswer(string Name, string Color, IReadOnlyList<int>? Panels, bool IsExcluded, IReadOnlyList<AnnotationItem> Items, string? Error);

/// <summary>Asks a dashboard's annotation queries, through the caches that all viewers share.</summary>
internal sealed class AnnotationAnswers(QueryCache cache, LokiQueries loki, DataSources sources)
{
    private const int MaxItems = 500;
    private const int MaxQueries = 20;

    /// <param name="names">Those that are wanted.</param>
    public Task<AnnotationAnswer[]> AskAsync(
        Dashboard dashboard, IReadOnlySet<string> names, ResolvedVariables variables, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
        => Task.WhenAll(dashboard.Annotations.Where(one => names.Contains(one.Name)).Take(MaxQueries).Select(one => OneAsync(one, variables, from, to, cancellationToken)));

    private async Task<AnnotationAnswer> OneAsync(AnnotationQuery query, ResolvedVariables variables, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        if (query.Region is { } region)
            return new AnnotationAnswer(query.Name, query.Color, query.Panels, query.IsExcluded, [.. region.Within(from, to).TakeLast(MaxItems).Select(span => AnnotationSpans.Of(query, span.From, span.To))], null);
        var source = sources.Resolve(query.DataSource, variables, null, query.Expr.Length > 0);
        var expr = variables.Fill(query.Expr, FillFor.Query).Trim();
        var outcome = source.Kind switch
        {
            _ when expr.Length == 0 => Outcome<IReadOnlyList<AnnotationItem>>.Rejected("It has no query.", default),
            SourceKind.Prometheus => await PrometheusAsync(query, source, expr, variables, from, to, cancellationToken),
            SourceKind.Loki => await LokiAsync(query, expr, from, to, cancellationToken),
            _ => Outcome<IReadOnlyList<AnnotationItem>>.Rejected(source.Words ?? "It can't be asked: the portal asks Prometheus and Loki.", default),
        };
        return new AnnotationAnswer(query.Name, query.Color, query.Panels, query.IsExcluded, [.. (outcome.Value ?? []).OrderByDescending(item => item.From).Take(MaxItems)], outcome.IsOk ? null : outcome.Reason);
    }

    private async Task<Outcome<IReadOnlyList<AnnotationItem>>> PrometheusAsync(
        AnnotationQuery query, SourceRef source, string expr, ResolvedVariables variables, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var step = PromDuration.TryParse(variables.Fill(query.Step, FillFor.Name), out var given) && given >= TimeSpan.FromSeconds(1) ? given : TimeSpan.FromMinutes(1);
        var answer = await cache.QueryRangeAsync(source.Server, expr, from, to, step, cancellationToken);
        return answer.Series.Map(all => (IReadOnlyList<AnnotationItem>)[.. all.SelectMany(series => AnnotationSpans.Of(query, series, answer.Step, from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds()))]);
    }

    private async Task<Outcome<IReadOnlyList<AnnotationItem>>> LokiAsync(AnnotationQuery query, string expr, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        if (LokiQueries.IsMetric(expr))
            return Outcome<IReadOnlyList<AnnotationItem>>.Rejected("Annotations of Loki are lines: its query computes figures.", default);
        var lines = await loki.LinesAsync(expr, from.ToUnixTimeSeconds(), to.ToUnixTimeSeconds(), query.MaxLines, cancellationToken);
        return lines.Map(all => (IReadOnlyList<AnnotationItem>)[.. all.Select(line => AnnotationSpans.Of(query, line))]);
    }
}
