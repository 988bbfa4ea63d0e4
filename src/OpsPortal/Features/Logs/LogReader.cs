using OpsPortal.Clients.Loki;
using OpsPortal.Domain;

namespace OpsPortal.Features.Logs;

/// <summary>A span of time in nanoseconds since 1970, half-open.</summary>
internal readonly record struct LogSpan(long Start, long End)
{
    /// <summary>Above it, a time of day alone would mislead.</summary>
    public static readonly TimeSpan LongDay = TimeSpan.FromHours(20);

    public TimeSpan Length => TimeSpan.FromTicks((End - Start) / 100);

    public static LogSpan Of((DateTimeOffset From, DateTimeOffset To) range) => new(Nanoseconds(range.From), Nanoseconds(range.To));

    private static long Nanoseconds(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).Ticks * 100;
}

/// <summary>Asks Loki what the page needs.</summary>
internal sealed class LogReader(IServiceScopeFactory scopes)
{
    private const int MostBars = 60;
    private const int MostPoints = 120;
    private const long Second = 1_000_000_000;

    /// <summary>The first page of a search.</summary>
    public async Task<Outcome<LogLines>> LinesAsync(string query, LogSpan span, LogSearch search, CancellationToken cancellationToken)
        => (await AskAsync(loki => loki.LinesAsync(query, span.Start, span.End, search.Limit, !search.OldestFirst, cancellationToken)))
            .Map(entries => LogLines.FirstPage(entries, search.Limit));

    /// <summary>One page more.</summary>
    public async Task<Outcome<LogLines>> MoreAsync(string query, LogSpan span, LogSearch search, LogLines shown, CancellationToken cancellationToken)
    {
        var (start, end) = shown.Next(span.Start, span.End, search.OldestFirst);
        return (await AskAsync(loki => loki.LinesAsync(query, start, end, search.Limit, !search.OldestFirst, cancellationToken)))
            .Map(entries => shown.Append(entries, search.Limit));
    }

    /// <summary>Lines by level over the range, in whole steps; the first and the last may reach a little beyond it.</summary>
    public async Task<Outcome<LogBars>> BarsAsync(string query, LogSpan span, CancellationToken cancellationToken)
    {
        var step = LogSteps.For(span.Length, MostBars);
        var width = (long)step.TotalSeconds;
        var first = (span.Start / Second / width * width) + width;
        var last = Math.Max(first, ((span.End / Second) + width - 1) / width * width);
        var volume = LogQl.Volume(query, step);
        return (await AskAsync(loki => loki.MetricAsync(volume, first * Second, last * Second, step, cancellationToken)))
            .Map(series => LogBars.From(series, first, last, step, volume));
    }

    /// <summary>What a query for numbers gives over the range.</summary>
    public Task<Outcome<IReadOnlyList<Series>>> NumbersAsync(string query, LogSpan span, CancellationToken cancellationToken)
        => AskAsync(loki => loki.MetricAsync(query, span.Start, span.End, StepOf(span), cancellationToken));

    /// <summary>How far the points of <see cref="NumbersAsync"/> are apart.</summary>
    public static TimeSpan StepOf(LogSpan span) => LogSteps.For(span.Length, MostPoints);

    private async Task<T> AskAsync<T>(Func<LokiClient, Task<T>> ask)
    {
        using var scope = scopes.CreateScope();
        return await ask(scope.ServiceProvider.GetRequiredService<LokiClient>());
    }
}
