using OpsPortal.Clients.Loki;
using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;

namespace OpsPortal.Features.Dashboards.Variables;

/// <summary>
/// The answers to variables' questions, shared: every panel of a page and every viewer asks the same ones. Kept for half a
/// minute, over ranges that are widened to whole minutes.
/// </summary>
internal sealed class VariableAnswers(PrometheusServers servers, QueryCache cache, IServiceScopeFactory scopes, TimeProvider time)
{
    private const int MaxSeries = 20_000;
    private static readonly TimeSpan Keep = TimeSpan.FromSeconds(30);
    private readonly SharedQuestions<Question, Outcome<IReadOnlyList<string>>> _questions = new(time, 1024, 2_000_000);

    /// <param name="query">With its variables filled in.</param>
    public async Task<Outcome<IReadOnlyList<string>>> AskAsync(SourceRef source, VariableQuery query, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var minute = TimeSpan.FromMinutes(1).Ticks;
        var question = new Question(
            source.Kind, source.Server, query,
            new DateTimeOffset(from.UtcTicks / minute * minute, TimeSpan.Zero), new DateTimeOffset((to.UtcTicks + minute - 1) / minute * minute, TimeSpan.Zero));
        return await _questions.AskAsync(
            question, stop => source.Kind == SourceKind.Loki ? AskLokiAsync(question, stop) : AskPrometheusAsync(question, stop),
            answer => (answer.IsOk ? Keep : TimeSpan.FromSeconds(2), answer.Value?.Count ?? 1), cancellationToken);
    }

    private async Task<Outcome<IReadOnlyList<string>>> AskPrometheusAsync(Question question, CancellationToken stop)
    {
        var (client, query) = (servers.For(question.Server), question.Query);
        IReadOnlyList<string> matchers = query.Text.Length > 0 ? [query.Text] : [];
        switch (query.Kind)
        {
            case VariableQueryKind.LabelNames:
                return await client.LabelNamesAsync(matchers, question.From, question.To, stop);
            case VariableQueryKind.LabelValues:
                return await client.LabelValuesAsync(query.Label, matchers, question.From, question.To, stop);
            case VariableQueryKind.Metrics:
                var names = await client.LabelValuesAsync("__name__", [], question.From, question.To, stop);
                return names.Map(all => (IReadOnlyList<string>)[.. all.Where(name => Matches(name, query.Text))]);
            case VariableQueryKind.QueryResult:
                return (await cache.QueryAsync(question.Server, query.Text, question.To, stop)).Vector
                    .Map(samples => (IReadOnlyList<string>)[.. samples.Select(sample => ResultText(sample))]);
            default:
                return (await client.SeriesAsync(matchers, question.From, question.To, stop, MaxSeries)).Map(series => (IReadOnlyList<string>)[.. series.Select(one => one.ToString())]);
        }
    }

    private async Task<Outcome<IReadOnlyList<string>>> AskLokiAsync(Question question, CancellationToken stop)
    {
        using var scope = scopes.CreateScope();
        var client = scope.ServiceProvider.GetRequiredService<LokiClient>();
        var (start, end, query) = (question.From.ToUnixTimeMilliseconds() * 1_000_000, question.To.ToUnixTimeMilliseconds() * 1_000_000, question.Query);
        return query.Kind switch
        {
            VariableQueryKind.LabelNames => await client.LabelsAsync(start, end, stop),
            VariableQueryKind.LabelValues => await client.LabelValuesAsync(query.Label, query.Text.Length > 0 ? query.Text : null, start, end, stop),
            _ => Outcome<IReadOnlyList<string>>.Rejected("Loki is asked for label_names() and label_values(…) only.", time.GetUtcNow()),
        };
    }

    private static bool Matches(string name, string regex)
    {
        try
        {
            return regex.Length == 0 || VariableList.Compile(regex, isWhole: false).Regex.IsMatch(name);
        }
        catch (Exception error) when (error is ArgumentException or System.Text.RegularExpressions.RegexMatchTimeoutException)
        {
            return false;
        }
    }

    /// <summary>A result as variables' regexes expect it: <c>name{a="b"} value milliseconds</c>.</summary>
    private static string ResultText(InstantSample sample)
        => $"{sample.Labels} {(double.IsNaN(sample.Value) ? "NaN" : double.IsInfinity(sample.Value) ? sample.Value > 0 ? "+Inf" : "-Inf" : sample.Value.ToString("R"))} {sample.At * 1000:0}";

    private sealed record Question(SourceKind Kind, string? Server, VariableQuery Query, DateTimeOffset From, DateTimeOffset To);
}
