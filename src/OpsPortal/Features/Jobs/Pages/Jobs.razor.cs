using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Options;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Domain.Counters;
using OpsPortal.Ui;
using Quartz;

namespace OpsPortal.Features.Jobs.Pages;

/// <summary>The jobs page: live by the change feed.</summary>
public sealed partial class Jobs
{
    private const int Runs = 200;
    private static readonly TimeSpan AtMostEvery = TimeSpan.FromMilliseconds(500);
    private Reading<IReadOnlyList<JobRun>> _runs = Reading<IReadOnlyList<JobRun>>.Loading;
    private Reading<IReadOnlyList<DayState>> _days = Reading<IReadOnlyList<DayState>>.Loading;
    private IReadOnlyDictionary<string, DateTimeOffset> _next = new Dictionary<string, DateTimeOffset>();
    private string? _message;
    private bool _failed;

    [Inject] private JobHistory History { get; set; } = default!;

    [Inject] private JobSchedule Schedule { get; set; } = default!;

    [Inject] private DayStates Days { get; set; } = default!;

    [Inject] private IOptions<JobsOptions> Options { get; set; } = default!;

    /// <summary>The run whose pieces are shown.</summary>
    [SupplyParameterFromQuery(Name = "run")] private long? Run { get; set; }

    [CascadingParameter] private Task<AuthenticationState>? Session { get; set; }

    private IEnumerable<DateOnly> DayHeads
        => Enumerable.Range(0, DayStates.Days).Select(back => UtcSpan.DayOf(Clock.GetUtcNow()).AddDays(back - DayStates.Days + 1));

    protected override Task OnInitializedAsync()
    {
        ReadWhen(JobInfo.Topic, AtMostEvery);
        return ReadAsync();
    }

    protected override async Task ReadAsync()
    {
        _runs = _runs.Next(await History.LatestAsync(null, Runs, Left));
        _days = _days.Next(await Days.ReadAsync(Left));
        try
        {
            if (Options.Value.Enabled)
                _next = await Schedule.NextRunsAsync(Left);
        }
        catch (SchedulerException)
        {
            // The runs' own reading tells that the database is away; the next runs stay as they were known.
        }
    }

    private static string? Tone(string state) => state switch { "succeeded" => "good", "failed" => "bad", "running" => "info", _ => "warn" };

    private static string Sign(string word) => word switch { "closed" => "✓", "partial" => "◐", "running" => "…", _ => "–" };

    private static JobRun? LastError(IReadOnlyList<JobRun> runs, string job) => runs.FirstOrDefault(run => run.Job == job && run.Error.Length > 0);

    private static string Took(JobRun? run) => run?.EndedAt is { } ended
        ? Units.Format((ended - run.StartedAt).TotalSeconds, "s").ToString()
        : run is null ? "" : "running";

    private async Task RunAsync(JobInfo job)
    {
        try
        {
            var person = (await Session!).User;
            await Schedule.RunNowAsync(job.Name, Actor.From(person, null), Left);
            (_message, _failed) = ($"{job.Title} was asked to run.", false);
        }
        catch (Exception error) when (error is NpgsqlException or SchedulerException)
        {
            (_message, _failed) = ($"{job.Title} could not be started: {error.Message}", true);
        }
    }
}
