using System.Globalization;
using System.Text;
using OpsPortal.Lab.Loki.Stages;
using OpsPortal.Lab.Loki.Syntax;
using OpsPortal.Lab.Logs;

namespace OpsPortal.Lab.Loki.Metrics;

/// <summary>Reads lines from the store through pipelines, and counts what it read.</summary>
internal sealed class LineSource(StreamIndex streams, QueryStats stats)
{
    /// <summary>The numbers of a range expression's lines in (<paramref name="after"/>, <paramref name="until"/>], by label set.</summary>
    /// <param name="onlyLabels">When not null, series are told apart by these labels only.</param>
    /// <exception cref="LogQlException">A line ended with an error that no filter took out.</exception>
    public IReadOnlyList<SampledSeries> Samples(
        RangeExpression range, long after, long until, IReadOnlyList<string>? onlyLabels, CancellationToken cancellationToken)
    {
        var bySeries = new Dictionary<string, SampledSeries>(StringComparer.Ordinal);
        var state = new LineState();
        foreach (var (labels, lines) in streams.Query(range.Lines.Selector, after + 1, until + 1))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var line in lines)
            {
                stats.Read(line);
                state.Start(labels, line);
                if (Run(range.Lines.Stages, state) && Value(range, state) is { } value)
                {
                    MustBeClean(state);
                    SeriesOf(range, state, onlyLabels, bySeries).Add(line.Time, value);
                }
            }
        }

        return [.. bySeries.Values];
    }

    public static bool Run(IReadOnlyList<IStage> stages, LineState state)
    {
        foreach (var stage in stages)
        {
            if (!stage.Process(state))
                return false;
        }

        return true;
    }

    // Null: the line has no number, and counts for nothing.
    private static double? Value(RangeExpression range, LineState state)
    {
        if (range.Unwrap is not { } unwrap)
            return range.Function is "bytes_over_time" or "bytes_rate" ? Encoding.UTF8.GetByteCount(state.Text) : 1;
        var text = state.Get(unwrap.Label);
        if (text.Length == 0)
            return null;
        double value;
        var isRead = unwrap.Conversion switch
        {
            "bytes" => Amounts.TryBytes(text, out value),
            "duration" or "duration_seconds" => Seconds(text, out value),
            _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value),
        };
        if (!isRead)
            state.Fail("SampleExtractionErr", $"strconv.ParseFloat: parsing \"{text}\": invalid syntax");
        return Run(unwrap.Filters, state) ? value : null;
    }

    private static bool Seconds(string text, out double seconds)
    {
        var isDuration = Amounts.TryDuration(text, out var nanoseconds);
        seconds = nanoseconds / 1e9;
        return isDuration;
    }

    private static SampledSeries SeriesOf(
        RangeExpression range, LineState state, IReadOnlyList<string>? onlyLabels, Dictionary<string, SampledSeries> bySeries)
    {
        var names = onlyLabels ?? (range.Grouping is { Without: false } by ? by.Labels : null);
        var labels = names is null ? AllLabels(range, state) : null;
        var key = labels?.Text ?? state.KeyOf(names!);
        if (!bySeries.TryGetValue(key, out var series))
            bySeries.Add(key, series = new SampledSeries(labels ?? state.Only(names!)));
        return series;
    }

    private static LogLabels AllLabels(RangeExpression range, LineState state)
    {
        if (range.Unwrap is { } unwrap)
            state.Remove(unwrap.Label);
        return range.Grouping is null ? state.AllLabels() : Aggregations.Group(state.AllLabels(), range.Grouping);
    }

    private static void MustBeClean(LineState state)
    {
        if (state.Error.Length == 0)
            return;
        throw new LogQlException(
            $"pipeline error: '{state.Error}' for series: '{state.AllLabels().Text}'.\n" +
            $"Use a label filter to intentionally skip this error. (e.g | __error__!=\"{state.Error}\").\n" +
            "To skip all potential errors you can match empty errors.(e.g __error__=\"\")\n" +
            "The label filter can also be specified after unwrap. (e.g | unwrap latency | __error__=\"\" )\n");
    }
}
