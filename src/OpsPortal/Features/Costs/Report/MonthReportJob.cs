using System.Globalization;
using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Features.Costs.Pages;

namespace OpsPortal.Features.Costs.Report;

/// <summary>
/// Sends the report of the newest month that is due, once all of its days are closed. Looks each hour, so that a morning without
/// samples, or without the portal, is made up for.
/// </summary>
public sealed class MonthReportJob(
    MonthReportReader reader, ReportScheduleStore schedules, ReportChannels channels, ReportPrinter printer, ServiceCatalog catalog, TimeProvider time) : IPortalJob
{
    // Mail servers refuse what is larger than 10 MB as a rule, and base64 adds a third.
    private const int MostBytes = 7_000_000;

    public JobInfo Info { get; } = new(
        "monthly-report", "Monthly cost report", "Tells the chosen channels of a month that is over, when its time has come and all of its days are closed: a link, and by e-mail the report itself.",
        "0 10 * * * ?", false);

    public async Task<JobResult> RunAsync(IJobProgress progress, CancellationToken cancellationToken)
    {
        var schedule = await schedules.ReadAsync(cancellationToken);
        if (!schedule.IsOk)
            return new JobResult("Nothing was told.", [schedule.Reason]);
        var month = schedule.Value!.NewestDue(time.GetUtcNow());
        var read = await reader.ReadAsync(month, cancellationToken);
        if (!read.IsOk)
            return new JobResult("Nothing was told.", [read.Reason]);
        var report = read.Value!;
        if (report.Total is null)
            return JobResult.Ok($"Nothing is known of {month.Words}.");
        if (report.Services.Days.Any(day => day.IsRunning) || report.Services.Days.Max(day => day.Day) < month.To)
            return JobResult.Ok($"{month.Words} has days that aren't closed yet.");
        var told = await channels.TellAsync(month.From, () => NoticeAsync(report), cancellationToken);
        return JobResult.Ok(told == 0 ? $"Everybody was told of {month.Words}." : $"{told} channels were told of {month.Words}.");
    }

    private async Task<Announcement> NoticeAsync(MonthReport report)
    {
        var files = await printer.FilesAsync(report);
        var fit = files.Sum(file => file.Content.Length) <= MostBytes;
        return new Announcement(
            $"cost-report:{report.Month.From:yyyy-MM}", AnnouncementKind.Report, $"Costs of {report.Month.Words}: {Money.Text(report.Net, report.Currency)}",
            string.Join("\n", [.. MonthWords.Of(report, catalog), .. fit ? [] : new[] { "The report is too large to be attached; the link leads to it." }]),
            "/costs/report/" + report.Month.From.ToString("yyyy-MM", CultureInfo.InvariantCulture), false)
        {
            Files = fit ? files : [],
        };
    }
}
