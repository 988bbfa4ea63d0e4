using Quartz;

namespace OpsPortal.Features.Jobs;

/// <summary>The only job that Quartz knows: its key's name says which <see cref="Domain.IPortalJob"/> it stands for.</summary>
[DisallowConcurrentExecution]
internal sealed class QuartzJob(JobRunner runner, JobSchedule schedule) : IJob
{
    public const string StartedBy = "startedBy";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var name = context.JobDetail.Key.Name;
        if (await runner.RunAsync(name, context.MergedJobDataMap.TryGetValue(StartedBy, out var by) ? by?.ToString() ?? "schedule" : "schedule", cancellationToken))
            await schedule.StartFollowersAsync(name, cancellationToken);
    }
}
