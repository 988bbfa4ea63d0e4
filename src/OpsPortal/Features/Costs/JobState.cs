using Dapper;
using Npgsql;

namespace OpsPortal.Features.Costs;

/// <summary>What became of the last run of a job, for a page that shows what it makes.</summary>
/// <param name="State"><c>running</c>, <c>succeeded</c>, <c>failed</c> or <c>interrupted</c>.</param>
/// <param name="EndedAt">Null while it runs.</param>
/// <param name="Words">Where it is, or what it did.</param>
/// <param name="Error">"" when it went well.</param>
public sealed record JobState(string State, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, int Done, int Total, string Words, string Error)
{
    /// <returns>Null while it has never run.</returns>
    internal static Task<JobState?> ReadAsync(NpgsqlConnection connection, string job, CancellationToken cancellationToken)
        => connection.QuerySingleOrDefaultAsync<JobState>(new CommandDefinition(
            "SELECT state, started_at, ended_at, done, total, words, error FROM job_runs WHERE job = @job ORDER BY id DESC LIMIT 1", new { job }, cancellationToken: cancellationToken));
}
