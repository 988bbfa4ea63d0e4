using OpsPortal.Domain.Counters;

namespace OpsPortal.Features.Business;

/// <summary>One figure of what a service did on a UTC day.</summary>
/// <param name="Metric">A day counter's name, or one of <see cref="DayFigureNames"/>.</param>
/// <param name="Model">"" for the whole service.</param>
/// <param name="Samples">Of a ratio or mean: how many it rests on.</param>
/// <param name="SourceQuery">What was asked.</param>
public sealed record DayFigure(
    string Metric, string Model, decimal Value, long? Samples, Quality Quality, decimal MissingMinutes, string SourceQuery);

public static class DayFigureNames
{
    /// <summary>Answered without a failure, of all requests: 0..1. Absent without requests.</summary>
    public const string SuccessRatio = "success_ratio";

    /// <summary>Different users in usage events. Absent while no event names a user.</summary>
    public const string UniqueUsers = "unique_users";

    /// <summary>Mean of ratings, 1..5; its samples are the number of ratings. Absent without ratings.</summary>
    public const string Satisfaction = "satisfaction";
}
