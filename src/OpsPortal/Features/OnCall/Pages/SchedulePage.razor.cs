using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Forms;
using OpsPortal.Domain;
using OpsPortal.Features.OnCall.Calendars;
using OpsPortal.Features.OnCall.Rota;
using OpsPortal.Features.OnCall.Storage;

namespace OpsPortal.Features.OnCall.Pages;

/// <summary>Makes and changes a schedule; shows what it would mean before it is saved.</summary>
public sealed partial class SchedulePage
{
    private Reading<OnCallReading> _reading = Reading<OnCallReading>.Loading;
    private ScheduleForm? _form;
    private Guid _id;
    private int _version;
    private string? _problem, _taken, _shown;
    private bool _busy;

    /// <summary>The schedule's id, or "new".</summary>
    [Parameter] public string Key { get; set; } = "";

    [CascadingParameter] private Task<AuthenticationState>? Session { get; set; }

    [Inject] private OnCallDesk Desk { get; set; } = default!;

    [Inject] private OnCallStore Store { get; set; } = default!;

    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [Inject] private TimeProvider Clock { get; set; } = default!;

    protected override async Task OnParametersSetAsync()
    {
        if (_shown == Key)
            return;
        _shown = Key;
        var read = await Desk.ReadAsync();
        if (Key == "new")
        {
            (_id, _version, _form) = (Guid.NewGuid(), 0, new ScheduleForm());
            AddLayer();
        }
        else if (Guid.TryParse(Key, out _id) && read.Value?.Book.Schedules.FirstOrDefault(one => one.Id == _id) is { } found)
            (_version, _form) = (found.Version, ScheduleForm.From(found.Body));
        _reading = _reading.Next(read);
    }

    private void AddLayer() => _form!.Layers.Add(new LayerForm { Start = DateOnly.FromDateTime(Clock.GetUtcNow().UtcDateTime) });

    private OnCallPlan? Preview()
    {
        var schedule = _form!.Read() with { Name = "preview" };
        return ScheduleCheck.Problem(schedule) is null ? new OnCallPlan(schedule, _reading.LastGood?.Value?.Book.StandIns.GetValueOrDefault(_id) ?? []) : null;
    }

    private Task SaveAsync() => ActAsync(actor => Store.SaveAsync(actor, _id, _version, _form!.Read(), CancellationToken.None));

    private Task DeleteAsync() => ActAsync(actor => Store.DeleteAsync(actor, _id, _version, CancellationToken.None));

    private async Task ActAsync(Func<Actor, Task<string?>> act)
    {
        if (_busy)
            return;
        _busy = true;
        try
        {
            _problem = await Desk.ChangeAsync(Session, act);
            if (_problem is null)
                Navigation.NavigateTo("/on-call");
        }
        finally
        {
            _busy = false;
        }
    }

    private async Task TakeInAsync(InputFileChangeEventArgs change)
    {
        if (change.File.Size > CalendarReader.MostCharacters || !WallClock.TryFind(_form!.Zone, out var zone))
        {
            _taken = "The file is larger than 1 MB, or the schedule's time zone isn't known.";
            return;
        }
        using var reader = new StreamReader(change.File.OpenReadStream(CalendarReader.MostCharacters));
        var (events, problem) = CalendarReader.Read(await reader.ReadToEndAsync(), zone);
        _taken = problem ?? await TakeInAsync(events);
        _reading = _reading.Next(await Desk.ReadAsync());
    }

    // All or nothing of the names: half of a calendar would be a trap.
    private async Task<string> TakeInAsync(IReadOnlyList<CalendarEvent> events)
    {
        var people = _reading.LastGood!.Value!.Names.Callable;
        var who = events.Select(one => people.FirstOrDefault(person => one.Who.Equals(person.UserName, StringComparison.OrdinalIgnoreCase) || one.Who.Equals(person.Name, StringComparison.OrdinalIgnoreCase))).ToArray();
        if (Array.IndexOf(who, null) is >= 0 and var at)
            return $"\"{events[at].Who}\" is nobody who can be called. Nothing was taken.";
        var now = Clock.GetUtcNow();
        var taken = 0;
        foreach (var (one, person) in events.Zip(who).Where(pair => pair.First.To > now))
        {
            var standIn = new StandIn(Guid.NewGuid(), one.From, one.To, person!.Id, now);
            if (await Desk.ChangeAsync(Session, actor => Store.StandInAsync(actor, _id, standIn, null, CancellationToken.None)) is { } problem)
                return $"{taken} were taken, then: {problem}";
            taken++;
        }
        return $"{taken} stand-ins were taken; {events.Count - taken} are over already.";
    }
}
