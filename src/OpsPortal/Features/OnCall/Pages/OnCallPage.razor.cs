using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using OpsPortal.Domain;
using OpsPortal.Features.OnCall.Rota;
using OpsPortal.Features.OnCall.Storage;

namespace OpsPortal.Features.OnCall.Pages;

/// <summary>Who is on call, by each schedule; a shift is given away or exchanged in two taps.</summary>
public sealed partial class OnCallPage
{
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(28);
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
    private Reading<OnCallReading> _reading = Reading<OnCallReading>.Loading;
    private string? _me, _done;
    private bool _asking;
    private DateTimeOffset _now;
    private Document<Schedule>? _schedule;
    private Shift? _shift;
    private IReadOnlyList<Shift> _coming = [];

    [CascadingParameter] private Task<AuthenticationState>? Session { get; set; }

    [Inject] private OnCallDesk Desk { get; set; } = default!;

    [Inject] private OnCallStore Store { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        _me = Session is null ? null : Actor.From((await Session).User).Id;
        ReadWhen(OnCallStore.Topic);
        ReadEvery(Pause);
        await ReadAsync();
    }

    protected override async Task ReadAsync()
    {
        _reading = _reading.Next(await OnceAsync(() => Desk.ReadAsync()));
        _now = Clock.GetUtcNow();
    }

    private IReadOnlyList<Shift> Coming(OnCallPlan plan) => plan.Shifts(_now, _now + Ahead);

    private List<(Document<Schedule> Schedule, Shift Shift)> Mine(OnCallReading read) =>
    [
        .. read.Book.Schedules.SelectMany(schedule => Coming(read.Book.PlanOf(schedule.Id)!).Where(shift => shift.Person == _me && _me is not null).Take(3).Select(shift => (schedule, shift)))
            .OrderBy(one => one.shift.From).Take(5),
    ];

    private void Ask(Document<Schedule> schedule, OnCallPlan plan, Shift shift)
        => (_schedule, _shift, _coming, _asking, _done) = (schedule, shift, Coming(plan), true, null);

    private async Task SavedAsync(string words)
    {
        _done = words;
        await ReadAsync();
    }

    private async Task RemoveAsync(Guid standIn)
    {
        _done = await Desk.ChangeAsync(Session, actor => Store.RemoveStandInAsync(actor, standIn, CancellationToken.None)) ?? "Taken back.";
        await ReadAsync();
    }
}
