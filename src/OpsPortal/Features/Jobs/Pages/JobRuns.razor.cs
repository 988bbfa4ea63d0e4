using Microsoft.AspNetCore.Components;
using OpsPortal.Domain;

namespace OpsPortal.Features.Jobs.Pages;

/// <summary>The history: a job that runs each minute doesn't hide those that run each month.</summary>
public sealed partial class JobRuns
{
    private const int PageSize = 30;
    private Reading<IReadOnlyList<JobRun>> _runs = Reading<IReadOnlyList<JobRun>>.Loading;

    [Inject] private JobHistory History { get; set; } = default!;

    [Inject] private JobSchedule Schedule { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "job")] private string? Job { get; set; }

    [SupplyParameterFromQuery(Name = "state")] private string? State { get; set; }

    [SupplyParameterFromQuery(Name = "before")] private long? Before { get; set; }

    private JobRunFilter Asked => new(Job is "" ? null : Job, State is "" ? null : State, Before);

    protected override void OnInitialized() => ReadWhen(JobInfo.Topic, Jobs.AtMostEvery);

    protected override Task OnParametersSetAsync() => ReadAsync();

    protected override async Task ReadAsync()
    {
        var asked = Asked;
        var answer = await OnceAsync(() => History.PageAsync(asked, PageSize, Left));
        if (asked == Asked)
            _runs = _runs.Next(answer);
    }

    private void Go(string? job, string? state) => Navigation.NavigateTo(Address(job, state, null), replace: true);

    private string Address(string? job, string? state, long? before) => Navigation.GetUriWithQueryParameters("/jobs", new Dictionary<string, object?>
    {
        ["job"] = job is "" ? null : job, ["state"] = state is "" ? null : state, ["before"] = before,
    }) + "#history";
}
