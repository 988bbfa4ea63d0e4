using System.Collections.Concurrent;
using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using OpsPortal.Domain;

namespace OpsPortal.Features.Jobs;

/// <summary>Runs one job, on one replica at a time, and keeps what became of it.</summary>
public sealed partial class JobRunner(
    IServiceScopeFactory scopes, NpgsqlDataSource database, JobHistory history, IOptions<JobsOptions> options, TimeProvider time, ILogger<JobRunner> logger)
{
    /// <param name="startedBy">"schedule", "start", "after" another job, or a person's name.</param>
    /// <returns>False when it runs already, here or on another replica.</returns>
    public async Task<bool> RunAsync(string name, string startedBy, CancellationToken cancellationToken)
    {
        using var scope = scopes.CreateScope();
        var job = scope.ServiceProvider.GetServices<IPortalJob>().First(one => one.Info.Name == name);
        // The lock lives as long as this connection: a process that dies lets go of it.
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        if (!await connection.ExecuteScalarAsync<bool>("SELECT pg_try_advisory_lock(hashtextextended('job:' || @name, 0))", new { name }))
        {
            LogRunsAlready(name);
            return false;
        }
        try
        {
            await RunAsync(job, startedBy, cancellationToken);
            return true;
        }
        finally
        {
            if (connection.State == System.Data.ConnectionState.Open)
                await connection.ExecuteAsync("SELECT pg_advisory_unlock(hashtextextended('job:' || @name, 0))", new { name });
        }
    }

    private async Task RunAsync(IPortalJob job, string startedBy, CancellationToken cancellationToken)
    {
        var name = job.Info.Name;
        var id = await history.BeginAsync(name, startedBy, options.Value.HistoryDays, cancellationToken);
        var progress = new Progress(history, id, name, time);
        try
        {
            var result = await job.RunAsync(progress, cancellationToken);
            await progress.KeepStepsAsync();
            var error = string.Join(Environment.NewLine, result.Problems);
            await history.EndAsync(id, name, error.Length == 0 ? "succeeded" : "failed", result.Summary, error);
            if (error.Length > 0)
                LogProblems(name, error);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await progress.KeepStepsAsync();
            await history.EndAsync(id, name, "interrupted", "", "The portal was stopped.");
            throw;
        }
        catch (Exception error)
        {
            LogFailed(name, error);
            await progress.KeepStepsAsync();
            await history.EndAsync(id, name, "failed", "", error.Message);
        }
    }

    [LoggerMessage(3500, LogLevel.Debug, "Job {Job} runs already")]
    private partial void LogRunsAlready(string job);

    [LoggerMessage(3501, LogLevel.Warning, "Job {Job} ended with problems: {Problems}")]
    private partial void LogProblems(string job, string problems);

    [LoggerMessage(3502, LogLevel.Error, "Job {Job} failed")]
    private partial void LogFailed(string job, Exception error);

    /// <summary>Writes at most two times a second; the end is written by the run itself.</summary>
    private sealed class Progress(JobHistory history, long id, string name, TimeProvider time) : IJobProgress
    {
        private static readonly long Every = TimeSpan.FromMilliseconds(500).Ticks;
        private readonly ConcurrentQueue<(DateTimeOffset, JobStep)> _steps = [];
        private long _next;

        public async Task ReportAsync(int done, int total, string words)
        {
            var now = time.GetUtcNow().UtcTicks;
            var next = Interlocked.Read(ref _next);
            if (now < next || Interlocked.CompareExchange(ref _next, now + Every, next) != next)
                return;
            await KeepStepsAsync();
            await history.ProgressAsync(id, name, done, total, words);
        }

        /// <summary>Written with the next progress: a back-fill has thousands.</summary>
        public Task StepAsync(JobStep step)
        {
            _steps.Enqueue((time.GetUtcNow(), step));
            return Task.CompletedTask;
        }

        public async Task KeepStepsAsync()
        {
            var steps = new List<(DateTimeOffset, JobStep)>();
            while (_steps.TryDequeue(out var step))
                steps.Add(step);
            await history.StepsAsync(id, steps);
        }
    }
}
