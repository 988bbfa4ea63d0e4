using Quartz;

namespace OpsPortal.Features.Jobs;

/// <summary>The only job that Quartz knows: its key's name says which <see cref="Domain.IPortalJob"/> it stands for.</summary>
[DisallowConcurrentExecution]
internal sealed class QuartzJob(JobRunner runner) : IJob
{
    public const string StartedBy = "startedBy";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
        => await runner.RunAsync(context.JobDetail.Key.Name, context.MergedJobDataMap.TryGetValue(StartedBy, out var by) ? by?.ToString() ?? "schedule" : "schedule", cancellationToken);
}
