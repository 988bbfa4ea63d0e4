using OpsPortal.Ui;

namespace OpsPortal.Features.Business.Pages;

/// <summary>A column of the business page.</summary>
/// <param name="Unit">Grafana's name.</param>
/// <param name="Source">What it is made of, in words.</param>
/// <param name="IsSum">It grows with the days: what is known of fewer of them is smaller by that alone.</param>
/// <param name="MoreIsBetter">Null when neither more nor less is better by itself.</param>
public sealed record BusinessMetric(string Key, string Title, string Unit, string Source, bool IsSum, bool? MoreIsBetter, Func<ServicePeriod, decimal?> Value)
{
    /// <param name="currency">The price book's.</param>
    public static IReadOnlyList<BusinessMetric> All(string currency) =>
    [
        new("requests", "Requests", "short", "sum of the days' exact increase of the requests counter", true, null, one => one.Requests),
        new("success", "Success", "percentunit", "1 - errors / requests over all days", false, true, one => one.SuccessRatio),
        new("mean", "Mean time", "s", "sum of seconds / number of requests over all days", false, false, one => one.MeanSeconds),
        new("p95", "p95 time", "s", "95 % of the summed histogram buckets, a straight line inside the bucket: estimated", false, false, one => one.P95Seconds),
        new("users", "Users", "short", "different users in usage events over all days", true, true, one => one.UniqueUsers),
        new("satisfaction", "Satisfaction", "none", "mean of all ratings, 1 to 5", false, true, one => one.Satisfaction),
        new("ratings", "Ratings", "short", "number of feedback events", true, null, one => one.Ratings),
        new("tokens", "Tokens", "short", "input, cached and output tokens, by exact increase", true, null, one => one.Tokens),
        new("rules", "Rule evaluations", "short", "sum of the days' exact increase", true, null, one => one.RuleEvaluations),
        new("conversions", "Conversions", "short", "number of conversion events", true, true, one => one.Conversions),
        new("cost", "Cost", "currency" + currency, "latest revision of each day of the cost jobs", true, false, one => one.Cost),
        new("return", "Return on cost", "none", $"value of conversions in {currency} on days whose cost is known / cost of them", false, true, one => one.ReturnOnCost),
    ];

    public string Text(ServicePeriod? of) => of is not null && Value(of) is { } known ? Units.Format((double)known, Unit).ToString() : "–";

    /// <summary>How much it moved, in words, and whether that is good; null when there is nothing to compare.</summary>
    /// <param name="days">That are compared with. When not all of them are known, a sum isn't compared, and the words say of how many it is.</param>
    public (string Words, string? Tone)? Change(ServicePeriod? now, ServicePeriod? then, int days)
    {
        if (now is null || then is null || Value(now) is not { } a || Value(then) is not { } b || b == 0)
            return null;
        if (IsSum && then.Days < days)
            return ($"{then.Days} of {days} days known", null);
        var change = (a - b) / Math.Abs(b);
        var words = change == 0 ? "same" : $"{(change > 0 ? "+" : "−")}{Math.Abs(change):P1}";
        return (words, Math.Abs(change) < 0.01m || MoreIsBetter is not { } more ? null : more == change > 0 ? "good" : "bad");
    }
}
