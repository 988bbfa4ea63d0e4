using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;
using OpsPortal.Features.Dashboards.Model;
using OpsPortal.Features.Dashboards.Transform;
using OpsPortal.Features.Dashboards.Variables;

namespace OpsPortal.Features.Dashboards.Frames;

/// <summary>Something to say beside the data.</summary>
/// <param name="Tone"><c>bad</c>, <c>warn</c> or <c>info</c>.</param>
internal sealed record Notice(string Tone, string Text, string? RefId = null);

/// <summary>What was asked, and what it cost.</summary>
/// <param name="Expr">With variables filled in.</param>
/// <param name="Kind"><c>range</c>, <c>instant</c> or <c>logs</c>.</param>
internal sealed record QueryReport(
    string RefId, string Expr, string Server, string Kind, long StepSeconds, double UpstreamMs, long Samples, double CachedShare, int Series, DateTimeOffset At,
    IReadOnlyList<string> Warnings);

/// <summary>The answers of one panel, before transformations.</summary>
internal sealed class QueryResults
{
    public List<Frame> Frames { get; } = [];

    /// <summary>Frames of exemplars; they take no part in what is computed.</summary>
    public List<Frame> Exemplars { get; } = [];

    public List<Notice> Notices { get; } = [];

    public List<QueryReport> Reports { get; } = [];

    /// <summary>The letters of all that was asked and computed, whatever came of it.</summary>
    public HashSet<string> Asked { get; } = new(StringComparer.Ordinal);

    /// <summary>The first query's that wasn't answered; null when all were.</summary>
    public (OutcomeKind Kind, string Reason)? Failure { get; set; }

    /// <summary>Queries that were answered, be it with nothing.</summary>
    public int Answered { get; set; }
}

/// <summary>Asks everything that a panel asks: at once, and through the caches that all viewers share.</summary>
internal sealed class PanelQueries(QueryCache cache, LokiQueries loki, ExemplarQueries exemplars, DataSources sources)
{
    /// <summary>Series that a panel may show; more make no picture.</summary>
    public const int MaxSeries = 500;

    private const int MaxTargets = 50;

    public async Task<QueryResults> RunAsync(PanelQuestion question, CancellationToken cancellationToken)
    {
        var results = new QueryResults();
        var targets = Target.AllOf(question.Panel);
        var shown = targets.Where(target => !target.Hide).Take(MaxTargets).ToArray();
        // Hidden queries and expressions are asked only where something is computed from them.
        var expressions = shown.Any(target => IsExpression(target, question)) ? targets.Where(target => IsExpression(target, question)).Take(MaxTargets).ToArray() : [];
        var needed = expressions.Length > 0 ? targets.Where(target => target.Hide).Except(expressions).Take(MaxTargets) : [];
        var plain = shown.Except(expressions).ToArray();
        var parts = await Task.WhenAll(plain.Concat(needed).Select(target => OneAsync(target, plain.Length, question, cancellationToken)));
        foreach (var part in parts)
            Add(results, part);
        results.Asked.UnionWith(plain.Concat(needed).Select(target => target.RefId));
        foreach (var expression in expressions)
            ServerExpression.Apply(expression, question, results);
        results.Frames.RemoveAll(frame => targets.Any(target => target.Hide && target.RefId == frame.RefId));
        Bound(results);
        return results;
    }

    private async Task<QueryResults> OneAsync(Target target, int count, PanelQuestion question, CancellationToken cancellationToken)
    {
        var result = new QueryResults();
        var source = sources.Resolve(target.DataSource, question.Variables, question.Scope, target.Expr.Length > 0);
        if (source.Kind == SourceKind.Mixed)
            source = new SourceRef(SourceKind.Prometheus);
        if (source.Kind == SourceKind.Dashboard)
            return await OtherPanelAsync(target, question, cancellationToken);
        if (source.Kind is not (SourceKind.Prometheus or SourceKind.Loki))
        {
            result.Notices.Add(new Notice("bad", source.Words ?? "This query can't be asked.", target.RefId));
            return result;
        }
        if (source.Words is not null)
            result.Notices.Add(new Notice("info", source.Words));
        if (string.IsNullOrWhiteSpace(target.Expr))
        {
            result.Answered++;
            return result;
        }
        var (step, globals) = question.Window.For(target, question.Panel, question.Variables, question.Scope);
        var expr = question.Variables.Fill(target.Expr, FillFor.Query, question.Scope, globals).Trim();
        if (expr.Contains("$timeFilter", StringComparison.Ordinal))
            result.Notices.Add(new Notice("warn", "$timeFilter is of another query language; PromQL has no such thing.", target.RefId));
        expr = AdhocFilters.Into(expr, source, question.Variables, sources, question.Scope);
        var legend = question.Variables.Fill(target.Legend, FillFor.People, question.Scope, globals);
        if (source.Kind == SourceKind.Loki)
            await loki.AskAsync(target, expr, legend, step, question.Window, result, cancellationToken);
        else
        {
            var wanted = target is { Exemplar: true, Range: true, Hide: false } && question.Panel.Type == PanelType.TimeSeries && !question.IsInner
                ? exemplars.AskAsync(source.Server, target, expr, question.Window, cancellationToken)
                : Task.FromResult<(Frame, QueryReport)?>(null);
            await AskAsync(source.Server, target, expr, legend, count > 1 ? "Value #" + target.RefId : "Value", step, question.Window, result, cancellationToken);
            if (await wanted is var (frame, report))
            {
                result.Exemplars.Add(frame);
                result.Reports.Add(report);
            }
        }
        return result;
    }

    private async Task AskAsync(
        string? server, Target target, string expr, string legend, string valueName, TimeSpan step, QueryWindow window, QueryResults result, CancellationToken cancellationToken)
    {
        if (target.Range)
        {
            var answer = await cache.QueryRangeAsync(server, expr, window.From, window.To, step, cancellationToken);
            result.Reports.Add(new QueryReport(
                target.RefId, expr, answer.Server, "range", answer.Step, answer.UpstreamMs, answer.Samples, answer.CachedShare, answer.Series.Value?.Count ?? 0, answer.Series.At, answer.Series.Warnings));
            if (Take(answer.Series, target, result) is { } series)
                Frames(target, expr, legend, valueName, series, answer.Step, result);
        }
        if (target.Instant)
        {
            var answer = await cache.QueryAsync(server, expr, window.To, cancellationToken);
            result.Reports.Add(new QueryReport(
                target.RefId, expr, answer.Server, "instant", 0, answer.UpstreamMs, answer.Samples, answer.CachedShare, answer.Vector.Value?.Count ?? 0, answer.Vector.At, answer.Vector.Warnings));
            if (Take(answer.Vector, target, result) is { } samples)
                Frames(target, expr, legend, valueName, PromFrames.AsSeries(samples), 0, result);
        }
    }

    private static void Frames(Target target, string expr, string legend, string valueName, IReadOnlyList<Series> series, long step, QueryResults result)
    {
        if (series.Count > MaxSeries)
        {
            result.Notices.Add(new Notice("warn", $"The first {MaxSeries} of {series.Count} series are shown.", target.RefId));
            if (target.Format != TargetFormat.Heatmap)
                series = [.. series.Take(MaxSeries)];
        }
        switch (target.Format)
        {
            case TargetFormat.Table when series.Count > 0:
                result.Frames.Add(PromFrames.Table(target, series, valueName));
                break;
            case TargetFormat.Heatmap:
                // Without a legend of its own a bucket is called by its bound.
                result.Frames.AddRange(PromFrames.Series(target, expr, legend is "" or "__auto" ? "{{le}}" : legend, PromFrames.Buckets(series), step));
                break;
            default:
                result.Frames.AddRange(PromFrames.Series(target, expr, legend, series, step));
                break;
        }
    }

    /// <returns>Null when there is no answer; the result says why then.</returns>
    internal static T? Take<T>(Outcome<T> outcome, Target target, QueryResults result)
        where T : class
    {
        if (outcome.IsOk)
        {
            result.Answered++;
            result.Notices.AddRange(outcome.Warnings.Select(warning => new Notice("warn", warning, target.RefId)));
            return outcome.Value;
        }
        result.Failure ??= (outcome.Kind, outcome.Reason);
        result.Notices.Add(new Notice(outcome.Kind == OutcomeKind.NotConfigured ? "info" : "bad", outcome.Reason, target.RefId));
        return null;
    }

    private async Task<QueryResults> OtherPanelAsync(Target target, PanelQuestion question, CancellationToken cancellationToken)
    {
        if (question.IsInner || Model.JsonRead.Int(target.Source, "panelId") is not { } id || question.Dashboard.FindPanel(id) is not { } other)
        {
            var none = new QueryResults();
            none.Notices.Add(new Notice("bad", "The panel whose data this one shows isn't on the dashboard, or shows another's itself.", target.RefId));
            return none;
        }
        var results = await RunAsync(question with { Panel = other, IsInner = true }, cancellationToken);
        if (Model.JsonRead.Bool(target.Source, "withTransforms") != true)
            return results;
        var globals = question.Window.For(target, other, question.Variables, question.Scope).Globals;
        var made = Transformations.Apply(results.Frames, other.Modern, text => question.Variables.Fill(text, FillFor.People, question.Scope, globals), results.Notices).ToArray();
        results.Frames.Clear();
        results.Frames.AddRange(made);
        return results;
    }

    private bool IsExpression(Target target, PanelQuestion question)
        => sources.Resolve(target.DataSource, question.Variables, question.Scope, target.Expr.Length > 0).Kind == SourceKind.Expression;

    private static void Add(QueryResults all, QueryResults part)
    {
        all.Frames.AddRange(part.Frames);
        all.Exemplars.AddRange(part.Exemplars);
        all.Notices.AddRange(part.Notices.Where(notice => !all.Notices.Contains(notice)));
        all.Reports.AddRange(part.Reports);
        all.Answered += part.Answered;
        // What is away matters more than what isn't configured, and that more than what was refused.
        all.Failure ??= part.Failure;
    }

    private static void Bound(QueryResults results)
    {
        if (results.Frames.Count <= MaxSeries)
            return;
        results.Notices.Add(new Notice("warn", $"The first {MaxSeries} of {results.Frames.Count} series are shown."));
        results.Frames.RemoveRange(MaxSeries, results.Frames.Count - MaxSeries);
    }
}

/// <summary>One panel, or one copy of it, over one range.</summary>
/// <param name="Scope">The values that a repeated copy stands for.</param>
/// <param name="IsInner">Asked for another panel that shows its data.</param>
internal sealed record PanelQuestion(
    Dashboard Dashboard, Panel Panel, ResolvedVariables Variables, IReadOnlyDictionary<string, string>? Scope, QueryWindow Window, bool IsInner = false);
