namespace OpsPortal.Clients.Prometheus;

/// <summary>Questions that several ask: what was answered lately is given at once, and what is in flight is asked once.</summary>
internal sealed class SharedQuestions<TKey, T>(TimeProvider time, int mostAnswers, long mostPoints)
    where TKey : notnull
    where T : class
{
    private readonly RecentAnswers<TKey, T> _recent = new(time, mostAnswers, mostPoints);
    private readonly Flights<TKey, T> _flights = new();

    /// <param name="ask">Is cancelled when nobody waits any more.</param>
    /// <param name="keep">How long an answer is given to others, and how much it holds; zero: not at all.</param>
    public async Task<T> AskAsync(TKey key, Func<CancellationToken, Task<T>> ask, Func<T, (TimeSpan For, long Points)> keep, CancellationToken cancellationToken)
    {
        if (_recent.Find(key) is { } kept)
            return kept;
        return await _flights.JoinAsync(key, async stop =>
        {
            var answer = await ask(stop);
            var (time, points) = keep(answer);
            if (time > TimeSpan.Zero)
                _recent.Put(key, answer, time, points);
            return answer;
        }, cancellationToken);
    }
}
