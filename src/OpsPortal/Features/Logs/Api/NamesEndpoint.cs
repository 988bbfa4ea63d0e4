using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using OpsPortal.Clients.Loki;
using OpsPortal.Domain;

namespace OpsPortal.Features.Logs.Api;

/// <param name="IsCut">There are more than are sent.</param>
public sealed record LogNames(IReadOnlyList<string> Names, bool IsCut);

/// <param name="Type"><c>string</c>, <c>int</c>, <c>float</c>, <c>boolean</c>, <c>duration</c> or <c>bytes</c>.</param>
/// <param name="Parser">What a query needs before it can name the field: <c>json</c>, <c>logfmt</c>, or "" for what lies beside the line.</param>
public sealed record LogFieldInfo(string Name, string Type, long Cardinality, string Parser);

public sealed record LogFieldList(IReadOnlyList<LogFieldInfo> Fields);

/// <summary>How much a query's selector covers, before it is asked.</summary>
public sealed record LogSize(long Streams, long Entries, long Bytes, string Selector);

/// <param name="Fault">What is wrong, in Loki's words; "" when nothing is.</param>
/// <param name="Line">Where, from 1; 0: nowhere in particular.</param>
public sealed record LogQueryCheck(string Query, string Fault, int Line, int Column);

/// <param name="RetentionDays">What Loki says; 0: for ever. Null: it doesn't say.</param>
/// <param name="Checks">What the operator asked for, by what for, and whether Loki keeps that long: null when it doesn't say.</param>
public sealed record LogRetention(double? RetentionDays, IReadOnlyList<LogRetentionCheck> Checks);

public sealed record LogRetentionCheck(string What, int Days, bool? IsKept);

/// <summary>Labels, their values and fields for completion and the builder; how much a query would read; whether it is LogQL.</summary>
internal static partial class NamesEndpoint
{
    private const int MostNames = 5000;

    public static async Task<IResult> LabelsAsync(HttpContext http, string? selector, long start, long end, LokiClient loki)
        => LogsApi.Answer(await loki.LabelsAsync(start, end, http.RequestAborted, Or(selector)), Names);

    public static async Task<IResult> ValuesAsync(HttpContext http, string label, string? selector, long start, long end, LokiClient loki, LineMask mask)
        => LogsApi.Answer(await loki.LabelValuesAsync(label, Or(selector), start, end, http.RequestAborted), all => Names([.. all.Select(mask.Cover)]));

    public static async Task<IResult> FieldsAsync(HttpContext http, string? store, string query, long start, long end, ILogStores stores)
        => stores.Find(store ?? "") is not { } asked ? NoStore() : LogsApi.Answer(await asked.FieldsAsync(query, start, end, http.RequestAborted), all => new LogFieldList(
            [.. all.OrderBy(field => field.Name, StringComparer.Ordinal).Select(field => new LogFieldInfo(field.Name, field.Type, field.Cardinality, field.Parsers.Count > 0 ? field.Parsers[0] : ""))]));

    public static async Task<IResult> FieldValuesAsync(HttpContext http, string? store, string field, string query, long start, long end, ILogStores stores, LineMask mask)
    {
        if (stores.Find(store ?? "") is not { } asked)
            return NoStore();
        // Else a masked field's values could be had under another name.
        return CoveredQuery.Problem(query, asked, mask) is { } problem
            ? LogsApi.Failed(OutcomeKind.Rejected, problem, 400)
            : LogsApi.Answer(await asked.FieldValuesAsync(field, query, start, end, http.RequestAborted), Names);
    }

    public static async Task<IResult> SizeAsync(HttpContext http, string query, long start, long end, LokiClient loki)
    {
        // The index knows streams: what a pipeline leaves out of them is read all the same.
        if (Selector().Match(query) is not { Success: true } match)
            return LogsApi.Failed(OutcomeKind.Rejected, "No stream selector is in this query.", 400);
        return LogsApi.Answer(await loki.StatsAsync(match.Value, start, end, http.RequestAborted), stats => new LogSize(stats.Streams, stats.Entries, stats.Bytes, match.Value));
    }

    public static async Task<IResult> CheckAsync(HttpContext http, string query, LokiClient loki)
    {
        var formatted = await loki.FormatAsync(query, http.RequestAborted);
        if (formatted.Kind != OutcomeKind.Rejected)
            return LogsApi.Answer(formatted, text => new LogQueryCheck(text, "", 0, 0));
        var place = Place().Match(formatted.Reason);
        return Results.Json(new LogQueryCheck("", formatted.Reason, place.Success ? int.Parse(place.Groups[1].ValueSpan) : 0, place.Success ? int.Parse(place.Groups[2].ValueSpan) : 0));
    }

    public static async Task<IResult> RetentionAsync(HttpContext http, LokiClient loki, IOptions<LogsOptions> options)
    {
        var limits = await loki.LimitsAsync(http.RequestAborted);
        // A Loki that doesn't know the question doesn't say how long it keeps lines.
        return limits.Kind == OutcomeKind.Rejected ? Results.Json(Checked(null, options.Value)) : LogsApi.Answer(limits, known => Checked(known.Retention, options.Value));
    }

    private static IResult NoStore() => LogsApi.Failed(OutcomeKind.Rejected, "“store” must be loki or elasticsearch.", 400);

    private static LogRetention Checked(TimeSpan? kept, LogsOptions options) => new(
        kept?.TotalDays,
        [.. options.RetentionDays.Select(wanted => new LogRetentionCheck(wanted.Key, wanted.Value, kept is { } time ? time == TimeSpan.Zero || time >= TimeSpan.FromDays(wanted.Value) : null))]);

    private static LogNames Names(IReadOnlyList<string> all) => new(all.Count > MostNames ? [.. all.Take(MostNames)] : all, all.Count > MostNames);

    private static string? Or(string? selector) => string.IsNullOrWhiteSpace(selector) || selector.Trim() == "{}" ? null : selector;

    // A selector's braces; those in texts within it belong to the texts.
    [GeneratedRegex("""\{(?:[^{}"`]|"(?:[^"\\]|\\.)*"|`[^`]*`)*\}""")]
    private static partial Regex Selector();

    [GeneratedRegex(@"parse error at line (\d{1,6}), col (\d{1,6})", RegexOptions.CultureInvariant)]
    private static partial Regex Place();
}
