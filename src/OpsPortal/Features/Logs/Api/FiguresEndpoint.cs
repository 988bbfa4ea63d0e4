using OpsPortal.Clients.Loki;
using OpsPortal.Domain;
using OpsPortal.Features.Logs.Access;

namespace OpsPortal.Features.Logs.Api;

/// <param name="Start">Unix seconds of the first point.</param>
/// <param name="Step">Seconds between points.</param>
/// <param name="Columns">Times first (Unix seconds), then one column a series; null where there is no point, or none that can be drawn.</param>
/// <param name="Query">What Loki was asked.</param>
/// <param name="At">When it answered, Unix milliseconds.</param>
/// <param name="Numbers">Of a volume: where lines have their level as a number, which a filter by level must know.</param>
public sealed record LogFigures(long Start, long Step, IReadOnlyList<double?[]> Columns, IReadOnlyList<LogFigureSeries> Series, string Query, long At, IReadOnlyList<string> Warnings, bool IsCut, LogLevelNumbers? Numbers = null);

/// <param name="Name">Of a volume the level; of others the labels.</param>
public sealed record LogFigureSeries(string Name, IReadOnlyDictionary<string, string> Labels);

/// <summary>Figures over time: how many lines of each level there were, or what a metric query gives.</summary>
internal static class FiguresEndpoint
{
    private const int MostSeries = 100;
    private const long Second = 1_000_000_000;

    /// <summary><c>volume</c>: lines by level, in bars. A bar stands at its begin.</summary>
    public static async Task<IResult> VolumeAsync(HttpContext http, int? bars, ILogStores stores, LogAccess access, LineMask mask)
    {
        var (question, problem, status) = await LogQuestion.ReadAsync(http, access, mask, stores);
        if (question is null)
            return LogsApi.Failed(OutcomeKind.Rejected, problem!, status);
        var step = LogSteps.For(question.Length, Math.Clamp(bars ?? 60, 10, 300));
        var width = (long)step.TotalSeconds;
        var first = question.Start / Second / width * width;
        var end = Math.Max(first + width, ((question.End / Second) + width - 1) / width * width);
        var read = await question.Store.LevelsAsync(question.Query, first, end, step, http.RequestAborted);
        if (!read.IsOk)
            return LogsApi.Failed(read.Kind, read.Reason);
        var byLevel = LogLevels.All.Select(level => (level.Name, Column: new double?[(end - first) / width])).ToArray();
        foreach (var (level, at, lines) in read.Value!.Bars)
        {
            var column = byLevel.Single(one => one.Name == LogLevels.Of(level).Name).Column;
            var bar = (at - first) / width;
            if (at >= first && bar < column.Length)
                column[bar] = (column[bar] ?? 0) + lines;
        }
        // Quiet ones at the top of a bar, bad ones at its foot, where they can be compared.
        var present = byLevel.Where(one => one.Column.Any(value => value > 0)).ToArray();
        return Results.Json(new LogFigures(
            first, width, [Times(first, width, byLevel[0].Column.Length), .. present.Select(one => one.Column)],
            [.. present.Select(one => new LogFigureSeries(one.Name, new Dictionary<string, string>(StringComparer.Ordinal) { ["level"] = one.Name }))],
            read.Value.Query, read.At.ToUnixTimeMilliseconds(), read.Warnings, false, read.Value.Numbers));
    }

    /// <summary><c>figures</c>: a metric query over the range.</summary>
    public static async Task<IResult> FiguresAsync(HttpContext http, int? points, LokiClient loki, ILogStores stores, LogAccess access, LineMask mask)
    {
        var (question, problem, status) = await LogQuestion.ReadAsync(http, access, mask, stores);
        if (question is null)
            return LogsApi.Failed(OutcomeKind.Rejected, problem!, status);
        if (question.Store.Id != LogQl.Store)
            return LogsApi.Failed(OutcomeKind.Rejected, $"Figures are asked of Loki; {question.Store.Name} gives lines and their numbers by level.", 400);
        access.Note(http.User, "logs.search", question.Query);
        var step = LogSteps.For(question.Length, Math.Clamp(points ?? 120, 10, 1000));
        var width = (long)step.TotalSeconds;
        var (first, last) = (question.Start / Second / width * width, question.End / Second / width * width);
        var read = await loki.MetricAsync(question.Query, first * Second, last * Second, step, http.RequestAborted);
        if (!read.IsOk)
            return LogsApi.Failed(read.Kind, read.Reason);
        var count = (int)((last - first) / width) + 1;
        var shown = read.Value!.Take(MostSeries).ToArray();
        return Results.Json(new LogFigures(
            first, width, [Times(first, width, count), .. shown.Select(series => Column(series, first, width, count))],
            [.. shown.Select(series => new LogFigureSeries(series.Labels.ToString(), series.Labels.All))],
            question.Query, read.At.ToUnixTimeMilliseconds(), read.Warnings, read.Value!.Count > MostSeries));
    }

    private static double?[] Times(long first, long width, int count) => [.. Enumerable.Range(0, count).Select(i => (double?)(first + i * width))];

    private static double?[] Column(Series series, long first, long width, int count)
    {
        var column = new double?[count];
        for (var i = 0; i < series.Times.Length; i++)
        {
            var index = (int)Math.Round((series.Times[i] - first) / width);
            if (index >= 0 && index < count && double.IsFinite(series.Values[i]))
                column[index] = series.Values[i];
        }
        return column;
    }
}
