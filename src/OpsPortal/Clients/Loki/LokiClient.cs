using System.Globalization;
using System.Text;
using System.Text.Json;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Loki;

/// <summary>
/// Asks one Loki over its HTTP API. Every way an answer can end is an <see cref="Outcome{T}"/>; wire types stay in here.
/// Moments are nanoseconds since 1970, exactly as Loki has them; ranges are half-open. Lines come masked, unless they are asked for raw.
/// </summary>
public sealed class LokiClient(LokiLink link, LineMask mask)
{
    /// <summary>Lines of [start, end), newest first when <paramref name="backward"/>, of all streams together.</summary>
    /// <param name="limit">1 to 5,000 as Loki is set up by default.</param>
    /// <param name="raw">Uncovered; only for those who may see that.</param>
    public async Task<Outcome<IReadOnlyList<LogEntry>>> LinesAsync(
        string logql, long start, long end, int limit, bool backward, CancellationToken cancellationToken, bool raw = false)
    {
        var lines = await SendAsync(
            "query_range",
            [
                new("query", logql), new("limit", Text(limit)), new("direction", backward ? "backward" : "forward"),
                new("start", Text(start)), new("end", Text(end)),
            ],
            data => AnswerReader.Lines(data, backward), cancellationToken);
        return raw ? lines : lines.Map(entries => (IReadOnlyList<LogEntry>)[.. entries.Select(mask.Cover)]);
    }

    /// <summary>
    /// One page of [start, end). Of a full page the last instant is asked for once more, by itself: what shares that nanosecond and
    /// didn't fit is then in the page too, which may be a little longer than <paramref name="limit"/>.
    /// </summary>
    public async Task<Outcome<LogPage>> PageAsync(string logql, long start, long end, int limit, bool backward, CancellationToken cancellationToken, bool raw = false)
    {
        var first = await LinesAsync(logql, start, end, limit, backward, cancellationToken, raw);
        if (!first.IsOk || first.Value!.Count < limit)
            return first.Map(entries => new LogPage(entries, null, false));
        var edge = first.Value[^1].Time;
        var atEdge = await LinesAsync(logql, edge, edge + 1, link.Options.MaxLines, backward, cancellationToken, raw);
        return atEdge.Map(entries => new LogPage(
            [.. first.Value.TakeWhile(entry => entry.Time != edge), .. entries], backward ? edge : edge + 1, entries.Count >= link.Options.MaxLines));
    }

    /// <summary>Values at each step of a range. Loki's answer may reach beyond it; what lies outside is left out.</summary>
    public async Task<Outcome<IReadOnlyList<Series>>> MetricAsync(string logql, long start, long end, TimeSpan step, CancellationToken cancellationToken)
        => (await SendAsync(
            "query_range", [new("query", logql), new("step", Step(step)), new("start", Text(start)), new("end", Text(end))],
            data => AnswerReader.Matrix(data, start / 1e9, end / 1e9), cancellationToken))
            .Map(all => (IReadOnlyList<Series>)[.. all.Select(one => one with { Labels = mask.Cover(one.Labels) })]);

    /// <summary>The value of each series of a metric query at one instant.</summary>
    public async Task<Outcome<IReadOnlyList<InstantSample>>> InstantAsync(string logql, long at, CancellationToken cancellationToken)
        => (await SendAsync("query", [new("query", logql), new("time", Text(at))], AnswerReader.Vector, cancellationToken))
            .Map(all => (IReadOnlyList<InstantSample>)[.. all.Select(one => one with { Labels = mask.Cover(one.Labels) })]);

    /// <summary>Names of labels that streams of the range have.</summary>
    /// <param name="selector">Only of these streams; null: of all.</param>
    public Task<Outcome<IReadOnlyList<string>>> LabelsAsync(long start, long end, CancellationToken cancellationToken, string? selector = null)
        => SendAsync("labels", [.. Query(selector), .. Range(start, end)], AnswerReader.Names, cancellationToken);

    /// <param name="selector">Only of these streams: <c>{service="h200"}</c>; null: of all.</param>
    public Task<Outcome<IReadOnlyList<string>>> LabelValuesAsync(
        string label, string? selector, long start, long end, CancellationToken cancellationToken)
        => SendAsync($"label/{Uri.EscapeDataString(label)}/values", [.. Query(selector), .. Range(start, end)], AnswerReader.Names, cancellationToken);

    /// <summary>The streams that a selector matches.</summary>
    public Task<Outcome<IReadOnlyList<LabelSet>>> SeriesAsync(string selector, long start, long end, CancellationToken cancellationToken)
        => SeriesAsync([selector], start, end, cancellationToken);

    /// <summary>The streams that any of the selectors matches; all streams when there is none.</summary>
    public Task<Outcome<IReadOnlyList<LabelSet>>> SeriesAsync(IReadOnlyList<string> selectors, long start, long end, CancellationToken cancellationToken)
        => SendAsync("series", [.. selectors.Select(one => new KeyValuePair<string, string>("match[]", one)), .. Range(start, end)], AnswerReader.Streams, cancellationToken);

    /// <summary>How much a selector would read; approximate, and low until Loki has flushed its newest chunks.</summary>
    public Task<Outcome<LogVolume>> StatsAsync(string selector, long start, long end, CancellationToken cancellationToken)
        => SendAsync("index/stats", [new("query", selector), .. Range(start, end)], DetectedReader.Stats, cancellationToken);

    /// <summary>Bytes by the values of labels, largest first; approximate. Rejected where volume is switched off.</summary>
    /// <param name="targetLabels">Which labels tell groups apart; empty: those of the selector.</param>
    public Task<Outcome<IReadOnlyList<InstantSample>>> VolumeAsync(
        string selector, long start, long end, IReadOnlyList<string> targetLabels, int limit, CancellationToken cancellationToken)
        => SendAsync(
            "index/volume", [new("query", selector), .. Target(targetLabels), new("limit", Text(limit)), .. Range(start, end)], AnswerReader.Vector, cancellationToken);

    /// <summary>The same, step by step; a point stands at the end of its step.</summary>
    public Task<Outcome<IReadOnlyList<Series>>> VolumeRangeAsync(
        string selector, long start, long end, TimeSpan step, IReadOnlyList<string> targetLabels, CancellationToken cancellationToken)
        => SendAsync(
            "index/volume_range", [new("query", selector), .. Target(targetLabels), new("step", Step(step) + "s"), .. Range(start, end)],
            data => AnswerReader.Matrix(data, start / 1e9, end / 1e9), cancellationToken);

    /// <summary>Fields of the lines that a query gives, found in some of them.</summary>
    public Task<Outcome<IReadOnlyList<LogField>>> FieldsAsync(string logql, long start, long end, CancellationToken cancellationToken)
        => SendAsync("detected_fields", [new("query", logql), .. Range(start, end)], DetectedReader.Fields, cancellationToken);

    /// <summary>Values of one detected field; none of a field that is masked.</summary>
    public async Task<Outcome<IReadOnlyList<string>>> FieldValuesAsync(string field, string logql, long start, long end, CancellationToken cancellationToken)
        => (await SendAsync($"detected_field/{Uri.EscapeDataString(field)}/values", [new("query", logql), .. Range(start, end)], DetectedReader.Values, cancellationToken))
            .Map(values => mask.Covers(field) ? [] : (IReadOnlyList<string>)[.. values.Select(mask.Cover)]);

    /// <summary>Labels that tell services and levels apart, with how many values each has.</summary>
    public Task<Outcome<IReadOnlyDictionary<string, long>>> DetectedLabelsAsync(string? selector, long start, long end, CancellationToken cancellationToken)
        => SendAsync("detected_labels", [.. Query(selector), .. Range(start, end)], DetectedReader.Labels, cancellationToken);

    /// <summary>Shapes of the lines of a selector, over about the last three hours. Rejected where patterns are switched off.</summary>
    /// <param name="step">Null: Loki's own.</param>
    public async Task<Outcome<IReadOnlyList<LogPatternCounts>>> PatternsAsync(string selector, long start, long end, TimeSpan? step, CancellationToken cancellationToken)
        => (await SendAsync(
            "patterns", [new("query", selector), .. step is { } each ? [new KeyValuePair<string, string>("step", Step(each) + "s")] : Array.Empty<KeyValuePair<string, string>>(), .. Range(start, end)],
            DetectedReader.Patterns, cancellationToken))
            .Map(all => (IReadOnlyList<LogPatternCounts>)[.. all.Select(one => one with { Pattern = mask.Cover(one.Pattern) })]);

    /// <summary>The query in Loki's own layout; rejected in its words when it is none.</summary>
    public Task<Outcome<string>> FormatAsync(string logql, CancellationToken cancellationToken)
        => SendAsync("format_query", [new("query", logql)], data => data.GetString() ?? "", cancellationToken);

    /// <summary>What Loki allows and keeps. Rejected by those before 3.</summary>
    public Task<Outcome<LogLimits>> LimitsAsync(CancellationToken cancellationToken)
        => SendAsync("drilldown-limits", [], DetectedReader.Limits, cancellationToken);

    public Task<Outcome<string>> VersionAsync(CancellationToken cancellationToken)
        => SendAsync("status/buildinfo", [], root => root.GetProperty("version").GetString() ?? "", cancellationToken);

    /// <returns>Ok when Loki says that it is ready; Unavailable with its words while it starts.</returns>
    public Task<Outcome<string>> ReadyAsync(CancellationToken cancellationToken)
        => link.AskAsync(
            () => new HttpRequestMessage(HttpMethod.Get, link.Base + "/ready"),
            (response, body) => response.IsSuccessStatusCode
                ? Outcome<string>.Ok(Encoding.UTF8.GetString(body.Span).Trim(), link.Time.GetUtcNow())
                : Failures.Map<string>(response, body.Span, link.Time.GetUtcNow()),
            cancellationToken);

    /// <summary>Why a query isn't to be asked for those who may not see raw lines; null when it may be.</summary>
    internal string? Problem(string logql) => CoveredQuery.Problem(logql, mask);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Step(TimeSpan step) => step.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);

    private static KeyValuePair<string, string>[] Range(long start, long end) => [new("start", Text(start)), new("end", Text(end))];

    private static KeyValuePair<string, string>[] Query(string? selector) => selector is null ? [] : [new("query", selector)];

    private static KeyValuePair<string, string>[] Target(IReadOnlyList<string> labels) => labels.Count == 0 ? [] : [new("targetLabels", string.Join(',', labels))];

    private Task<Outcome<T>> SendAsync<T>(
        string path, KeyValuePair<string, string>[] parameters, Func<JsonElement, T> read, CancellationToken cancellationToken)
        => link.AskAsync(
            () => link.Question(path, parameters),
            (response, body) => response.IsSuccessStatusCode ? AnswerReader.Read(body, read, link.Time) : Failures.Map<T>(response, body.Span, link.Time.GetUtcNow()),
            cancellationToken);
}
