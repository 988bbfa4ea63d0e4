using System.Data.Common;
using Npgsql;
using Quartz;

namespace OpsPortal.Features.Jobs;

/// <summary>Scheduled work: Quartz on PostgreSQL, so that replicas share one schedule. What a job does is a plain class (<see cref="Domain.IPortalJob"/>).</summary>
public static class JobsSetup
{
    public static WebApplicationBuilder AddJobs(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<JobsOptions>().BindConfiguration("Jobs").ValidateOnStart()
            .Validate(o => o.HistoryDays is >= 1 and <= 3_650, "Jobs:HistoryDays must be between 1 and 3650.");
        builder.Services.AddSingleton<JobHistory>();
        builder.Services.AddSingleton<JobRunner>();
        builder.Services.AddSingleton<DayStates>();
        builder.Services.AddSingleton<JobSchedule>();
        // Quartz asks for the base type.
        builder.Services.AddSingleton<DbDataSource>(services => services.GetRequiredService<NpgsqlDataSource>());
        builder.Services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(scheduler =>
            {
                scheduler.InstanceName = "OpsPortal";
                scheduler.GenerateInstanceId = true;
            });
            quartz.UseDefaultThreadPool(4);
            quartz.UsePersistentStore(store =>
            {
                store.UsePostgres(source => source.UseRegisteredDataSource = true);
                store.ProvisionSchema();
                store.UseClustering(cluster => cluster.CheckinInterval = TimeSpan.FromSeconds(10));
            });
        });
        if (builder.Configuration.GetValue("Jobs:Enabled", true))
        {
            builder.Services.AddQuartzHostedService(quartz => quartz.WaitForJobsToComplete = true);
            builder.Services.AddHostedService(services => services.GetRequiredService<JobSchedule>());
        }
        return builder;
    }
}
