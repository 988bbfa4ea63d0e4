using OpsPortal.Domain;
using OpsPortal.Domain.Counters;

namespace OpsPortal.Clients.Prometheus;

/// <summary>
/// The increase of counters on a day on which nothing happened to them: no restart, no birth, no end, no gap. Then the rises
/// add up to the last sample less the base, and Prometheus can say both, with the number of restarts, without sending every
/// sample. One series of each target shows that no scrape is missing, and equal counts that the others missed none either.
/// </summary>
internal sealed class CleanIncrease(PrometheusClient client, string selector, UtcSpan span)
{
    /// <returns>Null when anything is not as plain as that: then the samples themselves must be read.</returns>
    public async Task<IReadOnlyList<SpanAmount>?> TryAsync(IReadOnlyList<InstantSample> bases, CancellationToken cancellationToken)
    {
        var day = DayAmounts.Seconds(span.Length);
        if (await AskAsync($"resets({selector}[{DayAmounts.Seconds(span.Length + DayAmounts.NearBase)}])", cancellationToken) is not { } resets
            || resets.Values.Any(count => count != 0)
            || await AskAsync($"last_over_time({selector}[{day}])", cancellationToken) is not { } last
            || await AskAsync($"count_over_time({selector}[{day}])", cancellationToken) is not { } counts)
            return null;
        var before = bases.ToDictionary(sample => sample.Labels, sample => sample.Value);
        if (last.Count != before.Count || last.Any(one => !before.TryGetValue(one.Key, out var value) || !double.IsFinite(value) || !double.IsFinite(one.Value) || one.Value < value))
            return null;
        foreach (var target in counts.GroupBy(one => (one.Key["job"], one.Key["instance"])))
        {
            if (target.Select(one => one.Value).Distinct().Count() > 1 || !await IsCompleteAsync(target.First().Key, day, cancellationToken))
                return null;
        }
        return [.. last.Select(one => new SpanAmount(one.Key, SampleValue.ToDecimal(one.Value) - SampleValue.ToDecimal(before[one.Key]), Quality.Exact, 0, ""))];
    }

    private async Task<bool> IsCompleteAsync(LabelSet series, string day, CancellationToken cancellationToken)
    {
        var samples = await client.RawSamplesAsync($"{Narrowed(series)}[{day}]", span.End, cancellationToken);
        return samples is { IsOk: true, Warnings: [], Value: [var one] } && Coverage.Of(span, one.Times).IsComplete;
    }

    private async Task<Dictionary<LabelSet, double>?> AskAsync(string promql, CancellationToken cancellationToken)
    {
        var answer = await client.QueryAsync(promql, span.End, cancellationToken);
        return answer is { IsOk: true, Warnings: [] } ? answer.Value!.ToDictionary(sample => sample.Labels, sample => sample.Value) : null;
    }

    /// <summary>The selector with every label of one series.</summary>
    private string Narrowed(LabelSet series)
    {
        var matchers = string.Join(",", series.All.Select(label => $"{label.Key}=\"{TargetReading.Escape(label.Value)}\""));
        var plain = selector.Trim();
        return plain.EndsWith('}') ? plain[..^1].TrimEnd().TrimEnd(',') + (plain[..^1].TrimEnd().EndsWith('{') ? "" : ",") + matchers + "}" : plain + "{" + matchers + "}";
    }
}
