using Dapper;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Live;
using OpsPortal.Storage;

namespace OpsPortal.Features.Jobs;

/// <summary>What ran, and what became of it.</summary>
public sealed class JobHistory(NpgsqlDataSource database, TimeProvider time)
{
    private const string Columns = "id, job, started_at, ended_at, state, started_by, node, done, total, words, error";

    /// <summary>Runs, newest first.</summary>
    public Task<Outcome<IReadOnlyList<JobRun>>> PageAsync(JobRunFilter filter, int count, CancellationToken cancellationToken)
        => database.TryReadAsync<IReadOnlyList<JobRun>>(time, async connection => (await connection.QueryAsync<JobRun>(new CommandDefinition(
            $"""
            SELECT {Columns} FROM job_runs
            WHERE (@Job IS NULL OR job = @Job) AND (@State IS NULL OR state = @State) AND (@Before IS NULL OR id < @Before)
            ORDER BY id DESC LIMIT @count
            """, new { filter.Job, filter.State, filter.Before, count }, cancellationToken: cancellationToken))).AsList(), cancellationToken);

    /// <summary>How each job stands, by its name: its last run and, of the last week, the last that failed.</summary>
    /// <param name="jobs">Their names. One that never ran is missing from the answer.</param>
    public Task<Outcome<IReadOnlyDictionary<string, JobStanding>>> StandingsAsync(IEnumerable<string> jobs, CancellationToken cancellationToken)
        => database.TryReadAsync<IReadOnlyDictionary<string, JobStanding>>(time, async connection =>
        {
            var rows = await connection.QueryAsync<JobRun>(new CommandDefinition(
                $"""
                SELECT found.* FROM unnest(@names) AS asked (name) CROSS JOIN LATERAL (
                    (SELECT {Columns} FROM job_runs WHERE job = asked.name ORDER BY id DESC LIMIT 1)
                    UNION ALL
                    (SELECT {Columns} FROM job_runs WHERE job = asked.name AND error <> '' AND started_at > @since ORDER BY id DESC LIMIT 1)) AS found
                """, new { names = jobs.ToArray(), since = time.GetUtcNow().AddDays(-7) }, cancellationToken: cancellationToken));
            return rows.GroupBy(run => run.Job).ToDictionary(
                runs => runs.Key, runs => new JobStanding(runs.MaxBy(run => run.Id)!, runs.Where(run => run.Error.Length > 0).MaxBy(run => run.Id)));
        }, cancellationToken);

    public async Task<bool> HasRunAsync(string job, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<bool>(new CommandDefinition("SELECT EXISTS (SELECT FROM job_runs WHERE job = @job)", new { job }, cancellationToken: cancellationToken));
    }

    /// <summary>Notes that a run begins. Runs of the same job that never ended were interrupted: only one runs at a time.</summary>
    public async Task<long> BeginAsync(string job, string startedBy, int keepDays, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var id = await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            """
            UPDATE job_runs SET state = 'interrupted', ended_at = @now, error = 'The process that ran it ended.' WHERE job = @job AND state = 'running';
            DELETE FROM job_runs WHERE job = @job AND started_at < @before;
            INSERT INTO job_runs (job, started_at, state, started_by, node) VALUES (@job, @now, 'running', @startedBy, @node) RETURNING id;
            """,
            new { job, startedBy, now = time.GetUtcNow(), before = time.GetUtcNow().AddDays(-keepDays), node = Environment.MachineName }, cancellationToken: cancellationToken));
        await ChangeFeed.NotifyAsync(connection, null, JobInfo.Topic, job);
        return id;
    }

    public async Task ProgressAsync(long id, string job, int done, int total, string words)
    {
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync("UPDATE job_runs SET done = @done, total = @total, words = @words WHERE id = @id", new { id, done, total, words });
        await ChangeFeed.NotifyAsync(connection, null, JobInfo.Topic, job);
    }

    /// <summary>Keeps pieces of a run's work.</summary>
    public async Task StepsAsync(long id, IReadOnlyCollection<(DateTimeOffset EndedAt, JobStep Step)> steps)
    {
        if (steps.Count == 0)
            return;
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "INSERT INTO job_steps (run_id, ended_at, what, query, rows, duration_ms, problem) SELECT @id, * FROM unnest(@ends, @whats, @queries, @rows, @durations, @problems)",
            new
            {
                id, ends = steps.Select(one => one.EndedAt.UtcDateTime).ToArray(), whats = steps.Select(one => one.Step.What).ToArray(), queries = steps.Select(one => one.Step.Query).ToArray(),
                rows = steps.Select(one => one.Step.Rows).ToArray(), durations = steps.Select(one => one.Step.Duration.TotalMilliseconds).ToArray(), problems = steps.Select(one => one.Step.Problem).ToArray(),
            });
    }

    /// <summary>A run with what it did, in the order in which the pieces ended; no run when it is no longer kept.</summary>
    public Task<Outcome<(JobRun? Run, IReadOnlyList<StepRow> Steps)>> ReadRunAsync(long id, CancellationToken cancellationToken)
        => database.TryReadAsync<(JobRun? Run, IReadOnlyList<StepRow> Steps)>(time, async connection => (
            await connection.QuerySingleOrDefaultAsync<JobRun>(new CommandDefinition($"SELECT {Columns} FROM job_runs WHERE id = @id", new { id }, cancellationToken: cancellationToken)),
            (await connection.QueryAsync<StepRow>(new CommandDefinition(
                "SELECT id, ended_at, what, query, rows, duration_ms, problem FROM job_steps WHERE run_id = @id ORDER BY id", new { id }, cancellationToken: cancellationToken))).AsList()), cancellationToken);

    public async Task EndAsync(long id, string job, string state, string words, string error)
    {
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "UPDATE job_runs SET state = @state, ended_at = @now, words = @words, error = @error WHERE id = @id", new { id, state, words, error, now = time.GetUtcNow() });
        await ChangeFeed.NotifyAsync(connection, null, JobInfo.Topic, job);
    }
}
