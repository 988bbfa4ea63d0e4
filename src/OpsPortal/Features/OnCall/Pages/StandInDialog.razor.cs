using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using OpsPortal.Domain;
using OpsPortal.Features.OnCall.Rota;
using OpsPortal.Features.OnCall.Storage;

namespace OpsPortal.Features.OnCall.Pages;

/// <summary>Gives a shift, or a part of it, to somebody; on wish in exchange for one of theirs. Proposes who looks at it.</summary>
public sealed partial class StandInDialog
{
    private Shift? _shown;
    private WallClock? _clock;
    private string _person = "";
    private DateTime _from, _to;
    private int _swap = -1;
    private string? _problem;
    private bool _busy;

    [Parameter] public bool Open { get; set; }

    [Parameter] public EventCallback<bool> OpenChanged { get; set; }

    [Parameter, EditorRequired] public Names Names { get; set; } = default!;

    [Parameter] public Document<Schedule>? Schedule { get; set; }

    [Parameter] public Shift? Shift { get; set; }

    /// <summary>The schedule's shifts from now on.</summary>
    [Parameter] public IReadOnlyList<Shift> Coming { get; set; } = [];

    /// <summary>It was saved; in words.</summary>
    [Parameter] public EventCallback<string> Saved { get; set; }

    [CascadingParameter] private Task<AuthenticationState>? Session { get; set; }

    [Inject] private OnCallDesk Desk { get; set; } = default!;

    [Inject] private OnCallStore Store { get; set; } = default!;

    [Inject] private TimeProvider Clock { get; set; } = default!;

    private List<Shift> Theirs => [.. Coming.Where(shift => shift.Person == _person && shift.From > Clock.GetUtcNow()).Take(8)];

    protected override async Task OnParametersSetAsync()
    {
        if (!Open)
            _shown = null;
        if (!Open || Shift is null || Schedule is null || ReferenceEquals(_shown, Shift))
            return;
        (_shown, _problem, _swap) = (Shift, null, -1);
        _clock = WallClock.Of(Schedule.Body.Zone);
        (_from, _to) = (_clock.Read(Shift.From), _clock.Read(Shift.To));
        var me = Session is null ? null : Actor.From((await Session).User).Id;
        _person = (Names.Callable.FirstOrDefault(person => person.Id == me && person.Id != Shift.Person) ?? Names.Callable.FirstOrDefault(person => person.Id != Shift.Person))?.Id ?? "";
    }

    private string Wall(DateTimeOffset at) => _clock!.Read(at).ToString("ddd d MMM HH:mm", CultureInfo.InvariantCulture);

    // A time that was not touched is the shift's own, to the second.
    private DateTimeOffset Moment(DateTime wall, DateTimeOffset own) => _clock!.Read(own) == wall ? own : _clock.First(wall);

    private async Task SaveAsync()
    {
        if (_busy || Schedule is null || Shift is null)
            return;
        _busy = true;
        try
        {
            var now = Clock.GetUtcNow();
            var half = new StandIn(Guid.NewGuid(), Moment(_from, Shift.From), Moment(_to, Shift.To), _person, now);
            var theirs = Theirs;
            (Guid, StandIn)? other = _swap >= 0 && _swap < theirs.Count && Shift.Person is { } first
                ? (Schedule.Id, new StandIn(Guid.NewGuid(), theirs[_swap].From, theirs[_swap].To, first, now)) : null;
            var schedule = Schedule.Id;
            _problem = await Desk.ChangeAsync(Session, actor => Store.StandInAsync(actor, schedule, half, other, CancellationToken.None));
            if (_problem is not null)
                return;
            await OpenChanged.InvokeAsync(false);
            await Saved.InvokeAsync(other is null ? $"{Names.Of(_person)} stands in." : $"{Names.Of(_person)} and {Names.Of(Shift.Person)} exchanged shifts.");
        }
        finally
        {
            _busy = false;
        }
    }
}
