using System.Text.RegularExpressions;
using OpsPortal.Clients.Loki;
using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Frames;

/// <summary>LogQL of panels: lines, or figures computed from them. Equal questions within some seconds are asked once.</summary>
internal sealed partial class LokiQueries(IServiceScopeFactory scopes, TimeProvider time)
{
    private const int MostLines = 2000;
    private static readonly TimeSpan Keep = TimeSpan.FromSeconds(5);
    private readonly SharedQuestions<Question, object> _questions = new(time, 256, 2_000_000);

    public async Task AskAsync(Target target, string expr, string legend, TimeSpan step, QueryWindow window, QueryResults result, CancellationToken cancellationToken)
    {
        // A second is the finest that viewers share.
        var (start, end) = (window.From.ToUnixTimeSeconds(), window.To.ToUnixTimeSeconds());
        if (!IsMetric(expr))
        {
            var limit = Math.Clamp(target.Source.Int("maxLines") ?? 1000, 1, MostLines);
            var lines = await LinesAsync(expr, start, end, limit, cancellationToken);
            Report(target, expr, "logs", 0, lines.Value?.Count ?? 0, lines, result);
            if (PanelQueries.Take(lines, target, result) is { } entries)
                result.Frames.Add(Lines(target, entries));
        }
        else if (target.Instant)
        {
            var samples = await ShareAsync(new Question("instant", expr, end, end, 0), (client, q, stop) => client.InstantAsync(q.Expr, Nano(q.End), stop), cancellationToken);
            Report(target, expr, "instant", 0, samples.Value?.Count ?? 0, samples, result);
            if (PanelQueries.Take(samples, target, result) is { } vector)
            {
                var series = PromFrames.AsSeries([.. vector.Select(sample => sample with { At = double.IsNaN(sample.At) ? end : sample.At })]);
                result.Frames.AddRange(target.Format == TargetFormat.Table ? [PromFrames.Table(target, series, "Value")] : PromFrames.Series(target, expr, legend, series, 0));
            }
        }
        else
        {
            var seconds = Math.Max(1, (long)step.TotalSeconds);
            var (from, to) = (start / seconds * seconds, end / seconds * seconds);
            var matrix = await ShareAsync(
                new Question("range", expr, from, to, seconds), (client, q, stop) => client.MetricAsync(q.Expr, Nano(q.Start), Nano(q.End), TimeSpan.FromSeconds(q.Step), stop), cancellationToken);
            Report(target, expr, "range", seconds, matrix.Value?.Count ?? 0, matrix, result);
            if (PanelQueries.Take(matrix, target, result) is { } series)
                result.Frames.AddRange(PromFrames.Series(target, expr, legend, [.. series.Take(PanelQueries.MaxSeries)], seconds));
        }
    }

    /// <summary>The newest lines of a pipeline.</summary>
    /// <param name="start">Unix seconds.</param>
    public Task<Outcome<IReadOnlyList<LogEntry>>> LinesAsync(string expr, long start, long end, int limit, CancellationToken cancellationToken)
        => ShareAsync(new Question("logs", expr, start, end, limit), (client, q, stop) => client.LinesAsync(q.Expr, Nano(q.Start), Nano(q.End), (int)q.Step, true, stop), cancellationToken);

    /// <summary>A pipeline begins with a selector; everything else computes.</summary>
    public static bool IsMetric(string expr) => !Selector().IsMatch(expr);

    private static void Report<T>(Target target, string expr, string kind, long step, int count, Outcome<T> outcome, QueryResults result)
        => result.Reports.Add(new QueryReport(target.RefId, expr, "Loki", kind, step, 0, 0, 0, count, outcome.At, outcome.Warnings));

    private static Frame Lines(Target target, IReadOnlyList<LogEntry> entries) => new(target.RefId, "logs",
    [
        Field.Time("time", [.. entries.Select(entry => (double?)(entry.Time / 1_000_000))]),
        Field.OfTexts("body", entries.Select(entry => entry.Line)),
        new Field("labels", FieldType.Other, [.. entries.Select(entry => (object?)All(entry))]),
        Field.OfTexts("id", entries.Select((entry, index) => $"{entry.Time}_{index}")),
    ]);

    private static Dictionary<string, string> All(LogEntry entry)
    {
        var all = new Dictionary<string, string>(entry.Stream.All);
        foreach (var (name, value) in entry.Metadata.All.Concat(entry.Parsed.All))
            all[name] = value;
        return all;
    }

    private async Task<Outcome<T>> ShareAsync<T>(Question question, Func<LokiClient, Question, CancellationToken, Task<Outcome<T>>> ask, CancellationToken cancellationToken)
    {
        // The kind of a question says of which type its answer is.
        return (Outcome<T>)await _questions.AskAsync(
            question, async stop =>
            {
                using var scope = scopes.CreateScope();
                var client = scope.ServiceProvider.GetRequiredService<LokiClient>();
                // Panels are for everybody: a masked field can't be given another name in them.
                return client.Problem(question.Expr) is { } problem ? Outcome<T>.Rejected(problem, time.GetUtcNow()) : await ask(client, question, stop);
            },
            answer => (((Outcome<T>)answer).IsOk ? Keep : TimeSpan.FromSeconds(1), 5000), cancellationToken);
    }

    private static long Nano(long seconds) => seconds * 1_000_000_000;

    [GeneratedRegex(@"^[\s(]*\{")]
    private static partial Regex Selector();

    /// <param name="Step">Seconds; of lines: how many.</param>
    private sealed record Question(string Kind, string Expr, long Start, long End, long Step);
}
