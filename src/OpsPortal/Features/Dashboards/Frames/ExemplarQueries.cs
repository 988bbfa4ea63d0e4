using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;

namespace OpsPortal.Features.Dashboards.Frames;

/// <summary>Exemplars of panels' queries. They are an extra: a server that has none, or is slow to tell, holds up no chart.</summary>
internal sealed class ExemplarQueries(PrometheusServers servers, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Keep = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan KeepFailure = TimeSpan.FromSeconds(60);
    private readonly SharedQuestions<Question, Outcome<IReadOnlyList<ExemplarSeries>>> _questions = new(time, 512, 1_000_000);

    /// <param name="server">Its name; null is the default one.</param>
    /// <returns>The frame of what there is, its report, or null when the server tells of none.</returns>
    public async Task<(Frame Frame, QueryReport Report)?> AskAsync(string? server, Target target, string expr, QueryWindow window, CancellationToken cancellationToken)
    {
        var client = servers.For(server);
        // A second is the finest that viewers share.
        var question = new Question(client.Name, expr, window.From.ToUnixTimeSeconds(), window.To.ToUnixTimeSeconds());
        var outcome = await ShareAsync(client, question, cancellationToken);
        if (outcome?.Value is not { Count: > 0 } series || ExemplarFrames.Of(target, series, window, client.TraceUrl) is not { } frame)
            return null;
        var report = new QueryReport(target.RefId, expr, client.Name, "exemplars", 0, 0, series.Sum(one => (long)one.Exemplars.Count), 0, frame.Length, outcome.At, outcome.Warnings);
        return (frame, report);
    }

    private async Task<Outcome<IReadOnlyList<ExemplarSeries>>?> ShareAsync(PrometheusClient client, Question question, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await _questions.AskAsync(
                question, stop => client.ExemplarsAsync(question.Expr, At(question.Start), At(question.End), stop),
                answer => (answer.IsOk ? Keep : KeepFailure, answer.Value?.Sum(series => series.Exemplars.Count) ?? 1), both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static DateTimeOffset At(long seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds);

    private sealed record Question(string Server, string Expr, long Start, long End);
}
