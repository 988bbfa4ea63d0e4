namespace OpsPortal.Features.Jobs;

/// <summary>One run of a job, as kept.</summary>
/// <param name="State"><c>running</c>, <c>succeeded</c>, <c>failed</c>, or <c>interrupted</c>: its process ended before it did.</param>
/// <param name="StartedBy">Who asked: "schedule", "start", or a person.</param>
/// <param name="Words">Where it is, or what it did.</param>
/// <param name="Error">Why it failed; "" when it didn't.</param>
public sealed record JobRun(
    long Id, string Job, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, string State, string StartedBy, string Node,
    int Done, int Total, string Words, string Error);

/// <summary>Which runs are asked for.</summary>
/// <param name="Job">Null for all jobs.</param>
/// <param name="State">As a run's; null for all.</param>
/// <param name="Before">Only runs that began before the one with this id; null from the newest on.</param>
public sealed record JobRunFilter(string? Job = null, string? State = null, long? Before = null);

/// <summary>How a job stands.</summary>
/// <param name="LastFailed">Null when none failed of late; it may be the last.</param>
public sealed record JobStanding(JobRun Last, JobRun? LastFailed);

/// <summary>A piece of a run's work, as kept.</summary>
/// <param name="Query">One question a line; "" when nothing was asked.</param>
/// <param name="Problem">Why it failed; "" when it didn't.</param>
public sealed record StepRow(long Id, DateTimeOffset EndedAt, string What, string Query, int Rows, double DurationMs, string Problem);
