using System.Globalization;
using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Domain.Counters;
using OpsPortal.Features.Costs.Pages;

namespace OpsPortal.Features.Costs.Report;

/// <summary>Tells of the month that is over, once all of its days are closed. Runs each day, so that a morning without samples is made up for.</summary>
public sealed class MonthReportJob(MonthReportReader reader, ReportChannels channels, ServiceCatalog catalog, TimeProvider time) : IPortalJob
{
    public JobInfo Info { get; } = new("monthly-report", "Monthly cost report", "Tells the chosen channels of the month that is over, with a link to its report, once all of its days are closed.", "0 0 6 * * ?", false);

    public async Task<JobResult> RunAsync(IJobProgress progress, CancellationToken cancellationToken)
    {
        var month = DaySpan.Month(UtcSpan.DayOf(time.GetUtcNow())).Shifted(-1);
        var read = await reader.ReadAsync(month, cancellationToken);
        if (!read.IsOk)
            return new JobResult("Nothing was told.", [read.Reason]);
        var report = read.Value!;
        if (report.Total is null)
            return JobResult.Ok($"Nothing is known of {month.Words}.");
        if (report.Services.Days.Any(day => day.IsRunning) || report.Services.Days.Max(day => day.Day) < month.To)
            return JobResult.Ok($"{month.Words} has days that aren't closed yet.");
        var told = await channels.TellAsync(month.From, Notice(report), cancellationToken);
        return JobResult.Ok(told == 0 ? $"Everybody was told of {month.Words}." : $"{told} channels were told of {month.Words}.");
    }

    internal Announcement Notice(MonthReport report) => new(
        $"cost-report:{report.Month.From:yyyy-MM}", AnnouncementKind.Report, $"Costs of {report.Month.Words}: {Money.Text(report.Total, report.Currency)}",
        string.Join("\n", MonthWords.Of(report, catalog)), "/costs/report/" + report.Month.From.ToString("yyyy-MM", CultureInfo.InvariantCulture), false);
}
