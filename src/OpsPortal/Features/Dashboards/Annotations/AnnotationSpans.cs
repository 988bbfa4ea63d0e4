using OpsPortal.Domain;
using OpsPortal.Features.Dashboards.Frames;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Annotations;

/// <summary>Points and lines as moments and spans.</summary>
internal static class AnnotationSpans
{
    private const int MaxText = 1000;

    /// <summary>Points above zero that are at most a step apart are one span; or each value is a moment of its own.</summary>
    /// <param name="step">Seconds.</param>
    /// <param name="from">Unix milliseconds; moments outside are left out.</param>
    public static IEnumerable<AnnotationItem> Of(AnnotationQuery query, Series series, long step, long from, long to)
    {
        var labels = series.Labels.All;
        if (query.UseValueForTime)
            return series.Values.Where(double.IsFinite).Select(value => Math.Floor(value)).Where(at => at >= from && at <= to).Distinct().Select(at => Item(query, labels, (long)at, (long)at, ""));
        var spans = new List<(double From, double To)>();
        for (var i = 0; i < series.Times.Length; i++)
        {
            if (!(series.Values[i] > 0))
                continue;
            if (spans.Count > 0 && series.Times[i] - spans[^1].To <= step + 0.001)
                spans[^1] = (spans[^1].From, series.Times[i]);
            else
                spans.Add((series.Times[i], series.Times[i]));
        }
        return spans.Select(span => Item(query, labels, Milliseconds(span.From), Milliseconds(span.To), ""));
    }

    public static AnnotationItem Of(AnnotationQuery query, LogEntry line)
    {
        var labels = new Dictionary<string, string>(line.Stream.All, StringComparer.Ordinal);
        foreach (var (name, value) in line.Metadata.All.Concat(line.Parsed.All))
            labels[name] = value;
        return Item(query, labels, line.Time / 1_000_000, line.Time / 1_000_000, line.Line);
    }

    public static AnnotationItem Of(AnnotationQuery query, DateTimeOffset from, DateTimeOffset to)
        => Item(query, new Dictionary<string, string>(), from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds(), "");

    private static AnnotationItem Item(AnnotationQuery query, IReadOnlyDictionary<string, string> labels, long from, long to, string line) => new(
        from, to, Cut(query.TitleFormat.Length > 0 ? FieldNames.Legend(query.TitleFormat, labels, "")! : query.Name), Cut(query.TextFormat.Length > 0 ? FieldNames.Legend(query.TextFormat, labels, "")! : line),
        [.. query.TagKeys.Select(key => labels.GetValueOrDefault(key, "")).Where(tag => tag.Length > 0)]);

    private static string Cut(string text) => HostileText.Cut(text, MaxText);

    private static long Milliseconds(double seconds) => (long)Math.Round(seconds * 1000);
}
