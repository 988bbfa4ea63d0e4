using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Storage;
using Quartz;

namespace OpsPortal.Features.Jobs;

/// <summary>Puts the registered jobs into Quartz' schedule, says when they run next, and starts one now.</summary>
public sealed partial class JobSchedule(
    ISchedulerFactory factory, IServiceScopeFactory scopes, NpgsqlDataSource database, JobHistory history, AuditLog audit, ILogger<JobSchedule> logger) : BackgroundService
{
    /// <summary>The registered jobs, by title.</summary>
    public IReadOnlyList<JobInfo> Jobs { get; } = ReadJobs(scopes);

    /// <summary>When each job runs next, UTC; a job that isn't scheduled is missing.</summary>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> NextRunsAsync(CancellationToken cancellationToken)
    {
        var scheduler = await factory.GetScheduler(cancellationToken);
        var triggers = await scheduler.GetTriggers([.. Jobs.Select(job => new TriggerKey(job.Name))], cancellationToken);
        return triggers.Where(trigger => trigger.NextFireTimeUtc is not null)
            .ToDictionary(trigger => trigger.Key.Name, trigger => trigger.NextFireTimeUtc!.Value, StringComparer.Ordinal);
    }

    /// <summary>Starts a job now, on whichever replica takes it, and writes down who did.</summary>
    public async Task RunNowAsync(string name, Actor actor, CancellationToken cancellationToken)
    {
        await using (var connection = await database.OpenConnectionAsync(cancellationToken))
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await audit.WriteAsync(connection, transaction, actor, "job.run", "job:" + name, null, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        await StartAsync(name, actor.Name, cancellationToken);
    }

    /// <summary>Starts the jobs that build on this one and have never run.</summary>
    internal async Task StartFollowersAsync(string name, CancellationToken cancellationToken)
    {
        foreach (var follower in Jobs.Where(job => job.FirstAfter == name))
        {
            if (!await history.HasRunAsync(follower.Name, cancellationToken))
                await StartAsync(follower.Name, "after " + name, cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var scheduler = await factory.GetScheduler(stoppingToken);
            foreach (var job in Jobs)
                await ScheduleAsync(scheduler, job, stoppingToken);
            foreach (var job in Jobs.Where(job => job.AtStart))
                await StartAsync(job.Name, "start", stoppingToken);
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            // The portal is ending; what was begun is done at the next start.
        }
        catch (Exception error) when (error is SchedulerException or NpgsqlException)
        {
            LogNotScheduled(error);
        }
    }

    private async Task StartAsync(string name, string startedBy, CancellationToken cancellationToken)
    {
        var scheduler = await factory.GetScheduler(cancellationToken);
        await scheduler.TriggerJob(new JobKey(name), new JobDataMap { [QuartzJob.StartedBy] = startedBy }, cancellationToken);
    }

    private static async Task ScheduleAsync(IScheduler scheduler, JobInfo job, CancellationToken cancellationToken)
    {
        var detail = JobBuilder.Create<QuartzJob>().WithIdentity(job.Name).WithDescription(job.Title).StoreDurably().Build();
        var trigger = TriggerBuilder.Create().WithIdentity(job.Name).ForJob(detail)
            .WithCronSchedule(job.Cron, cron => cron.InTimeZone(TimeZoneInfo.Utc)).Build();
        await scheduler.ScheduleJob(detail, trigger, ScheduleJobOptions.Replacing, cancellationToken);
    }

    private static JobInfo[] ReadJobs(IServiceScopeFactory scopes)
    {
        using var scope = scopes.CreateScope();
        return [.. scope.ServiceProvider.GetServices<IPortalJob>().Select(job => job.Info).OrderBy(info => info.Title, StringComparer.Ordinal)];
    }

    [LoggerMessage(3503, LogLevel.Error, "The jobs could not be scheduled; the schedule that the database holds goes on")]
    private partial void LogNotScheduled(Exception error);
}
