using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Prometheus;

/// <summary>
/// Asks one Prometheus over its HTTP API. Every way an answer can end is an <see cref="Outcome{T}"/>; wire types stay in here.
/// </summary>
public sealed class PrometheusClient
{
    // Proxies and logs take an address of this length; a longer question is posted.
    private const int MaxAddress = 2000;

    private readonly PrometheusServerOptions _options;
    private readonly PrometheusLink? _link;
    private readonly string _notConfigured;
    private readonly TimeProvider _time;

    /// <summary>The default server over given connections.</summary>
    public PrometheusClient(HttpClient http, IOptions<PrometheusOptions> options, TimeProvider time)
        : this(PrometheusServers.Default, options.Value, new PrometheusLink(PrometheusServers.Default, options.Value, http, time), time)
    {
    }

    internal PrometheusClient(string name, PrometheusServerOptions options, PrometheusLink? link, TimeProvider time, string? notConfigured = null)
    {
        (Name, _options, _link, _time) = (name, options, options.Url.Length > 0 ? link : null, time);
        _notConfigured = notConfigured ?? "No Prometheus is configured: set Prometheus:Url (environment: Prometheus__Url).";
    }

    /// <summary>As it is configured.</summary>
    public string Name { get; }

    /// <summary>False: every answer is <see cref="OutcomeKind.NotConfigured"/>.</summary>
    public bool IsConfigured => _link is not null;

    /// <summary>Where a trace is seen, with the exemplar's label in braces; "" when nobody said.</summary>
    public string TraceUrl => _options.TraceUrl;

    internal static PrometheusClient Unknown(string name, string words, TimeProvider time) => new(name, new PrometheusServerOptions(), null, time, words);

    /// <summary>The value of each series at one instant.</summary>
    /// <param name="at">Null: now, by the server's clock.</param>
    public async Task<Outcome<IReadOnlyList<InstantSample>>> QueryAsync(string promql, DateTimeOffset? at, CancellationToken cancellationToken)
        => (await InstantAsync(promql, at, cancellationToken)).Outcome;

    /// <summary>Values at each step of a closed range.</summary>
    public async Task<Outcome<IReadOnlyList<Series>>> QueryRangeAsync(string promql, DateTimeOffset start, DateTimeOffset end, TimeSpan step, CancellationToken cancellationToken)
        => (await RangeAsync(promql, start, end, step, cancellationToken)).Outcome;

    /// <summary>The samples as they were scraped.</summary>
    /// <param name="rangeSelector">A range selector: <c>x{a="b"}[1d]</c>. Samples lie in (at − range, at] by Prometheus 3, [at − range, at] by 2.</param>
    public async Task<Outcome<IReadOnlyList<Series>>> RawSamplesAsync(string rangeSelector, DateTimeOffset at, CancellationToken cancellationToken)
        => (await SendAsync("api/v1/query", [.. Instant(rangeSelector, at), Timeout], ResponseReader.Matrix, cancellationToken)).Outcome;

    /// <summary>The labels of all series that match, with samples in the range.</summary>
    /// <param name="matchers">Series selectors, at least one: <c>up{job="a"}</c>.</param>
    /// <param name="from">Null: as far back as the server looks.</param>
    /// <param name="limit">How many at most, if the server knows limits (Prometheus 2.52 and later); others send all.</param>
    public Task<Outcome<IReadOnlyList<LabelSet>>> SeriesAsync(
        IReadOnlyList<string> matchers, DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellationToken, int? limit = null)
        => ListAsync("api/v1/series", [.. Matching(matchers, from, to), .. Limit(limit)], StateReader.LabelSets, cancellationToken);

    /// <summary>All label names, of the series that match, or of all.</summary>
    public Task<Outcome<IReadOnlyList<string>>> LabelNamesAsync(IReadOnlyList<string> matchers, DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellationToken)
        => ListAsync("api/v1/labels", Matching(matchers, from, to), StateReader.Names, cancellationToken);

    /// <summary>All values of one label, of the series that match, or of all. Label <c>__name__</c> gives the metrics.</summary>
    public Task<Outcome<IReadOnlyList<string>>> LabelValuesAsync(
        string label, IReadOnlyList<string> matchers, DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellationToken)
        => ListAsync($"api/v1/label/{Uri.EscapeDataString(label)}/values", Matching(matchers, from, to), StateReader.Names, cancellationToken, mayPost: false);

    /// <summary>Type, help and unit by metric name, as the targets say.</summary>
    /// <param name="metric">Null: of all metrics.</param>
    public Task<Outcome<IReadOnlyDictionary<string, MetricInfo>>> MetadataAsync(string? metric, CancellationToken cancellationToken)
        => ListAsync("api/v1/metadata", metric is null ? [] : [new("metric", metric)], StateReader.Metadata, cancellationToken, mayPost: false);

    /// <summary>All rule groups, as of their last evaluation.</summary>
    public Task<Outcome<IReadOnlyList<RuleGroup>>> RulesAsync(CancellationToken cancellationToken)
        => ListAsync("api/v1/rules", [], StateReader.Rules, cancellationToken, mayPost: false);

    /// <summary>Alerts that are pending or firing.</summary>
    public Task<Outcome<IReadOnlyList<ActiveAlert>>> AlertsAsync(CancellationToken cancellationToken)
        => ListAsync("api/v1/alerts", [], StateReader.Alerts, cancellationToken, mayPost: false);

    /// <summary>What is scraped, and what was dropped.</summary>
    public Task<Outcome<ScrapeTargets>> TargetsAsync(CancellationToken cancellationToken)
        => ListAsync("api/v1/targets", [], StateReader.Targets, cancellationToken, mayPost: false);

    /// <summary>Exemplars of the series that a query reads.</summary>
    public Task<Outcome<IReadOnlyList<ExemplarSeries>>> ExemplarsAsync(string promql, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
        => ListAsync("api/v1/query_exemplars", [new("query", promql), new("start", Seconds(from)), new("end", Seconds(to))], StateReader.Exemplars, cancellationToken);

    public Task<Outcome<BuildInfo>> BuildInfoAsync(CancellationToken cancellationToken)
        => ListAsync("api/v1/status/buildinfo", [], StateReader.Build, cancellationToken, mayPost: false);

    /// <summary>The expression in Prometheus' own layout.</summary>
    public Task<Outcome<string>> FormatAsync(string promql, CancellationToken cancellationToken)
        => ListAsync("api/v1/format_query", [new("query", promql)], data => data.GetString() ?? "", cancellationToken);

    /// <summary>The server's version.</summary>
    public async Task<Outcome<string>> VersionAsync(CancellationToken cancellationToken) => (await BuildInfoAsync(cancellationToken)).Map(build => build.Version);

    internal async Task<Asked<IReadOnlyList<InstantSample>>> InstantAsync(string promql, DateTimeOffset? at, CancellationToken cancellationToken)
    {
        var asked = await SendAsync("api/v1/query", [.. Instant(promql, at), Timeout, Stats], ResponseReader.Instant, cancellationToken);
        return asked is { Samples: < 0, Outcome.IsOk: true } ? asked with { Samples = asked.Outcome.Value!.Count } : asked;
    }

    internal async Task<Asked<IReadOnlyList<Series>>> RangeAsync(string promql, DateTimeOffset start, DateTimeOffset end, TimeSpan step, CancellationToken cancellationToken)
    {
        var seconds = step.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
        var asked = await SendAsync(
            "api/v1/query_range", [new("query", promql), new("start", Seconds(start)), new("end", Seconds(end)), new("step", seconds), Timeout, Stats],
            ResponseReader.Matrix, cancellationToken);
        return asked is { Samples: < 0, Outcome.IsOk: true } ? asked with { Samples = asked.Outcome.Value!.Sum(series => (long)series.Times.Length) } : asked;
    }

    private static KeyValuePair<string, string?> Stats => new("stats", "1");

    private KeyValuePair<string, string?> Timeout => new("timeout", _options.TimeoutSeconds.ToString(CultureInfo.InvariantCulture) + "s");

    private static KeyValuePair<string, string?>[] Instant(string promql, DateTimeOffset? at)
        => at is { } instant ? [new("query", promql), new("time", Seconds(instant))] : [new("query", promql)];

    private static KeyValuePair<string, string?>[] Matching(IReadOnlyList<string> matchers, DateTimeOffset? from, DateTimeOffset? to)
        => [.. matchers.Select(matcher => new KeyValuePair<string, string?>("match[]", matcher)), .. Moment("start", from), .. Moment("end", to)];

    private static KeyValuePair<string, string?>[] Moment(string name, DateTimeOffset? at) => at is { } moment ? [new(name, Seconds(moment))] : [];

    private static KeyValuePair<string, string?>[] Limit(int? limit) => limit is { } most ? [new("limit", most.ToString(CultureInfo.InvariantCulture))] : [];

    private static string Seconds(DateTimeOffset at) => (at.ToUnixTimeMilliseconds() / 1000m).ToString("0.###", CultureInfo.InvariantCulture);

    private async Task<Outcome<T>> ListAsync<T>(
        string path, KeyValuePair<string, string?>[] form, Func<JsonElement, T> read, CancellationToken cancellationToken, bool mayPost = true)
        => (await SendAsync(path, form, read, cancellationToken, mayPost)).Outcome;

    private async Task<Asked<T>> SendAsync<T>(
        string path, KeyValuePair<string, string?>[] form, Func<JsonElement, T> read, CancellationToken cancellationToken, bool mayPost = true)
    {
        if (_link is null)
            return new(Outcome<T>.NotConfigured(_notConfigured, _time.GetUtcNow()));
        var started = Stopwatch.GetTimestamp();
        var reply = await _link.AskAsync(() => Request(path, form, mayPost), cancellationToken);
        return ResponseReader.Read(reply, read, Stopwatch.GetElapsedTime(started).TotalMilliseconds, _time);
    }

    private HttpRequestMessage Request(string path, KeyValuePair<string, string?>[] form, bool mayPost)
    {
        var address = _options.Url.TrimEnd('/') + "/" + path;
        var whole = QueryHelpers.AddQueryString(address, form);
        return mayPost && whole.Length > MaxAddress
            ? new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(form!) }
            : new HttpRequestMessage(HttpMethod.Get, whole);
    }
}
