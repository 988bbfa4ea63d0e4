namespace OpsPortal.Features.Jobs;

/// <summary>One run of a job, as kept.</summary>
/// <param name="State"><c>running</c>, <c>succeeded</c>, <c>failed</c>, or <c>interrupted</c>: its process ended before it did.</param>
/// <param name="StartedBy">Who asked: "schedule", "start", or a person.</param>
/// <param name="Words">Where it is, or what it did.</param>
/// <param name="Error">Why it failed; "" when it didn't.</param>
public sealed record JobRun(
    long Id, string Job, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, string State, string StartedBy, string Node,
    int Done, int Total, string Words, string Error);

/// <summary>A piece of a run's work, as kept.</summary>
/// <param name="Query">One question a line; "" when nothing was asked.</param>
/// <param name="Problem">Why it failed; "" when it didn't.</param>
public sealed record StepRow(long Id, DateTimeOffset EndedAt, string What, string Query, int Rows, double DurationMs, string Problem);
