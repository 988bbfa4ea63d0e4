using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Options;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Domain.Counters;
using Quartz;

namespace OpsPortal.Features.Jobs.Pages;

/// <summary>The jobs page: live by the change feed.</summary>
public sealed partial class Jobs
{
    internal static readonly TimeSpan AtMostEvery = TimeSpan.FromMilliseconds(500);
    private Reading<IReadOnlyDictionary<string, JobStanding>> _standings = Reading<IReadOnlyDictionary<string, JobStanding>>.Loading;
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
        _standings = _standings.Next(await OnceAsync(() => History.StandingsAsync(Schedule.Jobs.Select(job => job.Name), Left)));
        _days = _days.Next(await OnceAsync(() => Days.ReadAsync(Left)));
        try
        {
            if (Options.Value.Enabled)
                _next = await Schedule.NextRunsAsync(Left);
        }
        catch (SchedulerException)
        {
            // The jobs' own reading tells that the database is away; the next runs stay as they were known.
        }
    }

    private static string Sign(string word) => word switch { "closed" => "✓", "partial" => "◐", "running" => "…", _ => "–" };

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
