using OpsPortal.Domain;
using OpsPortal.Domain.Counters;

namespace OpsPortal.Clients.Prometheus;

/// <summary>All series of one selector over one span, gathered page by page and grouped by scrape target.</summary>
internal sealed class SpanReading(UtcSpan span, Func<ISeriesFold> newFold)
{
    private readonly Dictionary<LabelSet, ISeriesFold> _series = [];
    private readonly Dictionary<(string Job, string Instance), TargetReading> _targets = [];

    public UtcSpan Span { get; } = span;

    public IReadOnlyCollection<TargetReading> Targets => _targets.Values;

    /// <summary>Some series came into the span without a sample shortly before it, or none came at all.</summary>
    public bool NeedsFarBase => _series.Count == 0 || _series.Values.Any(fold => !fold.HasBase);

    public void TakeBase(IReadOnlyList<InstantSample> samples)
    {
        foreach (var sample in samples)
            Fold(sample.Labels).SetBase(sample.Value);
    }

    /// <summary>What of the page is after the span's end is passed over, as if it had not been asked for.</summary>
    public void TakePage(IReadOnlyList<Series> page)
    {
        foreach (var series in page.Select(one => TargetReading.Until(one, Span.EndSeconds)).OfType<Series>())
        {
            Fold(series.Labels).Add(series);
            Target(series.Labels).TakeTimes(series.Times);
        }
    }

    /// <summary>
    /// Series that have samples; when none has (everything was away), all that were there before, so that the gap is told.
    /// A target that came or went while others were scraped on is a change of the fleet and no gap, unless its scrapes failed.
    /// </summary>
    public IReadOnlyList<SpanAmount> Finish()
    {
        var overall = Coverage.Of(Span, [.. _targets.Values.SelectMany(target => target.Times).Distinct().Order()]);
        var seen = _series.Where(pair => pair.Value.HasSamples).ToArray();
        return [.. (seen.Length > 0 ? seen : [.. _series]).Select(pair =>
        {
            var target = Target(pair.Key);
            return pair.Value.Finish(pair.Key, target.HasFailedScrapes ? target.Coverage : target.Coverage.WithEndsOf(overall), target.Evidence);
        })];
    }

    private ISeriesFold Fold(LabelSet labels)
    {
        // last_over_time drops the name.
        var key = labels["__name__"].Length == 0 ? labels : new LabelSet(labels.All.Where(label => label.Key != "__name__"));
        if (_series.TryGetValue(key, out var fold))
            return fold;
        _series[key] = fold = newFold();
        Target(key).Folds.Add(fold);
        return fold;
    }

    private TargetReading Target(LabelSet labels)
    {
        var key = (labels["job"], labels["instance"]);
        if (!_targets.TryGetValue(key, out var target))
            _targets[key] = target = new TargetReading(Span, key.Item1, key.Item2);
        return target;
    }
}

/// <summary>One scrape target: when it was scraped, and what else is known of it.</summary>
internal sealed class TargetReading(UtcSpan span, string job, string instance)
{
    private readonly SortedSet<double> _odd = [];
    private readonly List<double> _times = [];
    private double[] _page = [];
    private Coverage? _coverage;

    public (string Job, string Instance) Name => (job, instance);

    public List<ISeriesFold> Folds { get; } = [];

    public TargetEvidence Evidence { get; private set; } = TargetEvidence.None;

    /// <summary><c>up</c> was 0 at some time: the target was asked and didn't answer.</summary>
    public bool HasFailedScrapes { get; private set; }

    public IEnumerable<double> Times => _odd.Count == 0 ? _times : _odd.Union(_times);

    public Coverage Coverage => _coverage ??= Coverage.Of(span, [.. Times.Order()]);

    /// <summary>
    /// A gap may be no outage but a process that is up and shows no series yet; a birth may be a first scrape.
    /// </summary>
    public bool NeedsEvidence => !Coverage.IsComplete || Folds.Any(fold => fold.Birth is not null);

    public string EvidenceSelector(TimeSpan range)
        => $"{{__name__=~\"up|process_start_time_seconds\",job=\"{Escape(job)}\",instance=\"{Escape(instance)}\"}}[{(long)range.TotalSeconds}s]";

    /// <summary>Series of one target share their scrapes: nearly all times are those of the first series.</summary>
    public void TakeTimes(double[] times)
    {
        if (times.Length == 0 || times.Length == _page.Length && times[0].Equals(_page[0]) && times[^1].Equals(_page[^1]))
            return;
        if (_times.Count == 0 || times[0] > _times[^1])
        {
            _times.AddRange(times);
            _page = times;
            return;
        }
        foreach (var time in times)
        {
            if (_times.BinarySearch(time) < 0)
                _odd.Add(time);
        }
    }

    /// <param name="all">What is after the span's end is passed over.</param>
    public void TakeEvidence(IReadOnlyList<Series> all)
    {
        Series[] series = [.. all.Select(one => Until(one, span.EndSeconds)).OfType<Series>()];
        var ups = series.Where(one => one.Labels["__name__"] == "up").ToArray();
        var up = ups.SelectMany(one => one.Times.Where((_, index) => one.Values[index] == 1));
        HasFailedScrapes = ups.Any(one => one.Values.Where((_, index) => span.HoldsSample(one.Times[index])).Contains(0));
        var starts = series.Where(one => one.Labels["__name__"] != "up").SelectMany(one => one.Times.Zip(one.Values)).OrderBy(pair => pair.First).ToArray();
        var before = Folds.Any(fold => fold.HasBase) ? [span.StartSeconds] : Array.Empty<double>();
        var scraped = up.Concat(Times).Concat(before).Distinct().Order().ToArray();
        Evidence = new TargetEvidence(scraped, starts);
        _coverage = Coverage.Of(span, scraped);
    }

    /// <summary>Its samples up to an instant, in Unix seconds; null when there is none.</summary>
    internal static Series? Until(Series series, double end)
    {
        if (series.Times.Length == 0 || series.Times[^1] <= end)
            return series.Times.Length == 0 ? null : series;
        var count = Array.BinarySearch(series.Times, end) is var at && at >= 0 ? at + 1 : ~at;
        return count == 0 ? null : series with { Times = series.Times[..count], Values = series.Values[..count] };
    }

    internal static string Escape(string value) => value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
