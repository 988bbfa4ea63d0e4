namespace OpsPortal.Domain;

/// <summary>
/// Work that runs by itself: a plain class that knows no scheduler. A feature registers it as this interface; the jobs
/// feature schedules it, runs it on one replica at a time, and keeps what became of it. A job must be idempotent: it may be
/// stopped anywhere and is run again.
/// </summary>
public interface IPortalJob
{
    JobInfo Info { get; }

    /// <returns>What it did. What it throws is a failed run, told by its message.</returns>
    Task<JobResult> RunAsync(IJobProgress progress, CancellationToken cancellationToken);
}

/// <param name="Name">Short and stable: <c>daily-costs</c>.</param>
/// <param name="Cron">Quartz' form with seconds, in UTC: <c>0 5 * * * ?</c> is five past each hour.</param>
/// <param name="AtStart">Also run once when the portal starts: for jobs that fill in what was missed.</param>
/// <param name="FirstAfter">A job that has never run doesn't wait for its hour: it begins when the job of this name has run.</param>
public sealed record JobInfo(string Name, string Title, string About, string Cron, bool AtStart, string? FirstAfter = null)
{
    /// <summary>The change feed's topic of runs; the key is the job.</summary>
    public const string Topic = "jobs";
}

/// <param name="Summary">In words: "14 days of 5 services".</param>
/// <param name="Problems">What could not be done and will be tried again, in words; the run counts as failed when there is any.</param>
public sealed record JobResult(string Summary, IReadOnlyList<string> Problems)
{
    public static JobResult Ok(string summary) => new(summary, []);
}

/// <summary>Tells whoever watches how far a run is.</summary>
public interface IJobProgress
{
    /// <param name="total">0 when it is not known yet.</param>
    Task ReportAsync(int done, int total, string words);

    /// <summary>Keeps a piece of the run's work beside it. Whoever doesn't keep them passes over it.</summary>
    Task StepAsync(JobStep step) => Task.CompletedTask;
}

/// <summary>A piece of a run's work.</summary>
/// <param name="What">On what: a service and day.</param>
/// <param name="Query">What was asked, one question a line; "" when nothing was.</param>
/// <param name="Rows">Rows that were kept of it.</param>
/// <param name="Problem">Why it failed; "" when it didn't.</param>
public sealed record JobStep(string What, string Query, int Rows, TimeSpan Duration, string Problem)
{
    /// <param name="work">The piece's outcome, and of a good one what was asked and how many rows were kept.</param>
    public static async Task<Outcome<T>> DoAsync<T>(IJobProgress progress, TimeProvider time, string what, Func<Task<(Outcome<T> Outcome, IEnumerable<string> Queries, int Rows)>> work)
    {
        var start = time.GetTimestamp();
        var (outcome, queries, rows) = await work();
        await progress.StepAsync(new JobStep(
            what, string.Join('\n', queries.Where(query => query.Length > 0).Distinct(StringComparer.Ordinal)), rows, time.GetElapsedTime(start), outcome.IsOk ? "" : outcome.Reason));
        return outcome;
    }
}
