using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;

namespace OpsPortal.Features.Explore.Api;

/// <summary>What a chart gets: columns, as its drawing library wants them.</summary>
/// <param name="Start">Unix seconds.</param>
/// <param name="End">Unix seconds.</param>
/// <param name="Step">Seconds.</param>
/// <param name="At">When the back end answered, unix milliseconds.</param>
/// <param name="AgeSeconds">How old the answer is; kept answers are shared between viewers.</param>
/// <param name="Columns">Times first, then one column a series; null where there is no point, or none that can be drawn.</param>
/// <param name="Query">The PromQL that was asked, with its variables filled in.</param>
/// <param name="Error">Why there is nothing, or null.</param>
/// <param name="Cost">What it took to answer.</param>
public sealed record ChartData(
    long Start, long End, long Step, long At, double AgeSeconds, IReadOnlyList<double?[]> Columns, IReadOnlyList<ChartSeries> Series,
    IReadOnlyList<string> Warnings, bool Stale, string Query, ChartError? Error, QuestionCost Cost)
{
    public static ChartData From(RangeAnswer answer, string query, DateTimeOffset now)
    {
        var outcome = answer.Series;
        var cost = new QuestionCost(answer.Server, answer.UpstreamMs, answer.Samples, answer.CachedShare);
        var age = Math.Max(0, (now - outcome.At).TotalSeconds);
        if (!outcome.IsOk)
        {
            var error = ChartError.Of(outcome.Kind, outcome.Reason);
            return new(answer.Start, answer.End, answer.Step, outcome.At.ToUnixTimeMilliseconds(), age, [], [], [], true, query, error, cost);
        }
        var count = (int)((answer.End - answer.Start) / answer.Step) + 1;
        var times = new double?[count];
        for (var i = 0; i < count; i++)
            times[i] = answer.Start + i * answer.Step;
        var columns = new List<double?[]>(outcome.Value!.Count + 1) { times };
        columns.AddRange(outcome.Value.Select(series => Column(series, answer, count)));
        return new(
            answer.Start, answer.End, answer.Step, outcome.At.ToUnixTimeMilliseconds(), age, columns,
            [.. outcome.Value.Select(series => new ChartSeries(Name(series.Labels), series.Labels.All))], outcome.Warnings, false, query, null, cost);
    }

    private static double?[] Column(Series series, RangeAnswer answer, int count)
    {
        var column = new double?[count];
        for (var i = 0; i < series.Times.Length; i++)
        {
            var index = (int)Math.Round((series.Times[i] - answer.Start) / answer.Step);
            if (index >= 0 && index < count && double.IsFinite(series.Values[i]))
                column[index] = series.Values[i];
        }
        return column;
    }

    // One label is a name by itself; several are written as Prometheus writes them.
    private static string Name(LabelSet labels)
    {
        var own = labels.All.Where(label => label.Key is not ("__name__" or "service" or "job" or "instance")).ToArray();
        return own.Length switch
        {
            0 => labels["__name__"],
            1 => own[0].Value,
            _ => string.Join(", ", own.Select(label => $"{label.Key}={label.Value}")),
        };
    }
}

/// <param name="Name">Short, for a legend; "" for the only series without labels.</param>
public sealed record ChartSeries(string Name, IReadOnlyDictionary<string, string> Labels);

/// <param name="Kind"><c>notConfigured</c>, <c>unavailable</c> or <c>rejected</c>.</param>
public sealed record ChartError(string Kind, string Reason)
{
    internal static ChartError Of(OutcomeKind kind, string reason) => new(
        kind switch
        {
            OutcomeKind.NotConfigured => "notConfigured",
            OutcomeKind.Rejected => "rejected",
            _ => "unavailable",
        },
        reason);
}

/// <param name="Server">Which Prometheus was asked.</param>
/// <param name="UpstreamMs">Milliseconds it took.</param>
/// <param name="Samples">Samples it read.</param>
/// <param name="CachedShare">How much was there already, 0..1.</param>
public sealed record QuestionCost(string Server, double UpstreamMs, long Samples, double CachedShare);
