namespace OpsPortal.Features.Business.Pages;

/// <summary>All that the business page shows.</summary>
/// <param name="Now">Each service over the chosen days; services without any figure are not there.</param>
/// <param name="Then">The same over the days that it is compared with.</param>
/// <param name="ByDay">Each service and day of the chosen span, oldest first, without cost.</param>
/// <param name="Splits">Of the chosen service: what its uses, errors and conversions are made of.</param>
/// <param name="Day">Every figure of the chosen service and day.</param>
public sealed record BusinessReport(
    string Currency, IReadOnlyList<ServicePeriod> Now, IReadOnlyList<ServicePeriod> Then, IReadOnlyList<ServicePeriod> ByDay, IReadOnlyList<SplitRow> Splits, IReadOnlyList<DayRow> Day);

/// <param name="Name">A model, feature, kind of error, or conversion.</param>
public sealed record SplitRow(string Metric, string Name, decimal Value);

/// <summary>One figure of a day, as kept.</summary>
/// <param name="Final">False for the running day.</param>
public sealed record DayRow(
    string Service, DateOnly Day, string Metric, string Model, string Item, decimal Value, long? Samples, string Quality, decimal MissingMinutes, string SourceQuery, bool Final, DateTimeOffset ComputedAt);
