using System.Globalization;
using OpsPortal.Domain;

namespace OpsPortal.Features.Dashboards.Frames;

/// <summary>Series and samples as frames, in Grafana's shapes.</summary>
internal static class PromFrames
{
    /// <summary>A frame for each series: Time, Value.</summary>
    public static IEnumerable<Frame> Series(Target target, string expr, string legend, IReadOnlyList<Series> series, long step) => series.Select(one =>
    {
        var name = FieldNames.Legend(legend, one.Labels.All, expr);
        var times = Array.ConvertAll(one.Times, time => (double?)Math.Round(time * 1000));
        return new Frame(target.RefId, name ?? "",
            [Field.Time("Time", times), Field.OfNumbers("Value", Array.ConvertAll(one.Values, value => (double?)value)) with { Labels = one.Labels.All, Legend = name }]) { Step = step };
    });

    public static IReadOnlyList<Series> AsSeries(IReadOnlyList<InstantSample> samples) => [.. samples.Select(sample => new Series(sample.Labels, [sample.At], [sample.Value]))];

    /// <summary>One frame: Time, a column for each label, Value.</summary>
    /// <param name="valueName"><c>Value</c>, or <c>Value #A</c> when the panel has several queries.</param>
    public static Frame Table(Target target, IReadOnlyList<Series> series, string valueName)
    {
        var labels = new List<string>();
        foreach (var one in series)
            labels.AddRange(one.Labels.All.Keys.Where(label => !labels.Contains(label)));
        var rows = series.SelectMany(one => one.Times.Select((time, index) => (Series: one, Time: time, Value: one.Values[index]))).ToArray();
        var fields = new List<Field> { Field.Time("Time", Array.ConvertAll(rows, row => (double?)Math.Round(row.Time * 1000))) };
        foreach (var label in labels)
        {
            fields.Add(label == "le"
                ? Field.OfNumbers(label, Array.ConvertAll(rows, row => Bound(row.Series.Labels[label])))
                : Field.OfTexts(label, rows.Select(row => row.Series.Labels.All.GetValueOrDefault(label))));
        }
        fields.Add(Field.OfNumbers(valueName, Array.ConvertAll(rows, row => (double?)row.Value)));
        return new Frame(target.RefId, target.RefId, fields);
    }

    /// <summary>
    /// Buckets of a histogram, from the lowest to the highest <c>le</c>, each without those below it: Prometheus counts up to a
    /// bound, a heat map shows what lies between two.
    /// </summary>
    public static IReadOnlyList<Series> Buckets(IReadOnlyList<Series> series)
    {
        var result = new List<Series>();
        foreach (var group in series.GroupBy(one => new LabelSet(one.Labels.All.Where(label => label.Key != "le"))))
        {
            Series? below = null;
            foreach (var one in group.OrderBy(one => Bound(one.Labels["le"]) ?? double.PositiveInfinity))
            {
                result.Add(below is null ? one : one with { Values = Without(one, below) });
                below = one;
            }
        }
        return [.. result.OrderBy(one => Bound(one.Labels["le"]) ?? double.PositiveInfinity)];
    }

    private static double[] Without(Series one, Series below)
    {
        var values = new double[one.Values.Length];
        var j = 0;
        for (var i = 0; i < values.Length; i++)
        {
            while (j < below.Times.Length && below.Times[j] < one.Times[i])
                j++;
            var lower = j < below.Times.Length && below.Times[j].Equals(one.Times[i]) ? below.Values[j] : 0;
            values[i] = double.IsNaN(lower) ? one.Values[i] : Math.Max(0, one.Values[i] - lower);
        }
        return values;
    }

    private static double? Bound(string le) => le switch
    {
        "+Inf" or "Inf" => double.PositiveInfinity,
        _ => double.TryParse(le, NumberStyles.Float, CultureInfo.InvariantCulture, out var bound) ? bound : null,
    };
}
