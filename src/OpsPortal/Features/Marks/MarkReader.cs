using System.Collections.Concurrent;
using OpsPortal.Domain;

namespace OpsPortal.Features.Marks;

/// <summary>
/// Asks every source once for all who look: spans are widened to whole 15 seconds and an answer serves for 5 seconds.
/// A source that fails leaves its marks out and is named.
/// </summary>
internal sealed class MarkReader(IEnumerable<IMarkSource> sources, TimeProvider time)
{
    public const int Most = 400;
    private const int MostKept = 64;
    private static readonly TimeSpan Grid = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Keep = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<(long From, long To, string? Service), (DateTimeOffset At, Task<MarkAnswers> Answer)> _kept = new();

    public Task<MarkAnswers> ReadAsync(DateTimeOffset from, DateTimeOffset to, string? service)
    {
        var now = time.GetUtcNow();
        var key = (from.UtcTicks / Grid.Ticks, (to.UtcTicks + Grid.Ticks - 1) / Grid.Ticks, service);
        if (_kept.TryGetValue(key, out var kept) && now - kept.At < Keep)
            return kept.Answer;
        foreach (var (old, _) in _kept.Where(one => now - one.Value.At >= Keep))
            _kept.TryRemove(old, out _);
        if (_kept.Count >= MostKept)
            _kept.Clear();
        // Shared between viewers, so the one who asked first can't cancel it for the others.
        var answer = AskAsync(new(key.Item1 * Grid.Ticks, TimeSpan.Zero), new(key.Item2 * Grid.Ticks, TimeSpan.Zero), service);
        _kept[key] = (now, answer);
        return answer;
    }

    private async Task<MarkAnswers> AskAsync(DateTimeOffset from, DateTimeOffset to, string? service)
    {
        var outcomes = await Task.WhenAll(sources.Select(source => source.ReadAsync(from, to, service, CancellationToken.None)));
        var marks = outcomes.Where(outcome => outcome.IsOk).SelectMany(outcome => outcome.Value!).OrderByDescending(mark => mark.From).Take(Most)
            .OrderBy(mark => mark.From).Select(MarkAnswer.Of).ToArray();
        return new MarkAnswers(marks, [.. outcomes.Where(outcome => !outcome.IsOk).Select(outcome => outcome.Reason).Distinct()], outcomes.Length > 0 && outcomes.All(outcome => !outcome.IsOk));
    }
}

/// <param name="Missing">Why some are left out.</param>
/// <param name="Failed">No source answered.</param>
internal sealed record MarkAnswers(IReadOnlyList<MarkAnswer> Marks, IReadOnlyList<string> Missing, bool Failed);
