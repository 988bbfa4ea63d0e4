using OpsPortal.Domain.Counters;

namespace OpsPortal.Features.Business;

/// <summary>One figure of what a service did on a UTC day.</summary>
/// <param name="Metric">A day counter's name, or one of <see cref="DayFigureNames"/>.</param>
/// <param name="Model">"" for the whole service.</param>
/// <param name="Item">What else it is split by: a feature, a kind of error, a bucket's bound; "" for the whole.</param>
/// <param name="Samples">Of a ratio, mean or number of users: how many events it rests on.</param>
/// <param name="SourceQuery">What was asked.</param>
public sealed record DayFigure(
    string Metric, string Model, string Item, decimal Value, long? Samples, Quality Quality, decimal MissingMinutes, string SourceQuery);

/// <summary>Figures beside the catalog's day counters. A figure that nothing tells of is absent, never 0.</summary>
public static class DayFigureNames
{
    /// <summary>Answered without a failure, of all requests: 0..1. Absent without requests.</summary>
    public const string SuccessRatio = "success_ratio";

    /// <summary>Mean time of a request, seconds.</summary>
    public const string MeanSeconds = "mean_seconds";

    /// <summary>The time within which 95 % of requests were answered, seconds: between two bounds of a histogram, so estimated.</summary>
    public const string P95Seconds = "p95_seconds";

    /// <summary>Different users in usage events. Absent while no event names a user.</summary>
    public const string UniqueUsers = "unique_users";

    /// <summary>Mean of ratings, 1..5; its samples are the number of ratings. Absent without ratings.</summary>
    public const string Satisfaction = "satisfaction";

    /// <summary>Usage events by model; the service's requests are counted by its own counters, events may be a sample of them.</summary>
    public const string ModelUses = "model_uses";

    /// <summary>Usage events by feature (the item).</summary>
    public const string FeatureUses = "feature_uses";

    /// <summary>Error events by the kind that the sender names (the item).</summary>
    public const string ErrorsByType = "errors_by_type";

    /// <summary>Conversion events by name (the item).</summary>
    public const string Conversions = "conversions";

    /// <summary>What conversions are worth by their senders, by currency (the item).</summary>
    public const string ConversionValue = "conversion_value";

    /// <summary>Those that come from events, and are read again when events come late.</summary>
    public static IReadOnlyList<string> FromEvents { get; } = [UniqueUsers, Satisfaction, ModelUses, FeatureUses, ErrorsByType, Conversions, ConversionValue];
}
