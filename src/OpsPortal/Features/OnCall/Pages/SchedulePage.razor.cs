using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using OpsPortal.Domain;
using OpsPortal.Features.OnCall.Calendars;
using OpsPortal.Features.OnCall.Rota;
using OpsPortal.Features.OnCall.Storage;

namespace OpsPortal.Features.OnCall.Pages;

/// <summary>Makes and changes a schedule; shows what it would mean before it is saved.</summary>
public sealed partial class SchedulePage() : OnCallEditor("/on-call")
{
    private ScheduleForm? _form;
    private string? _taken;

    [Inject] private TimeProvider Clock { get; set; } = default!;

    private protected override void Begin()
    {
        _form = new ScheduleForm();
        AddLayer();
    }

    private protected override void Show(OnCallBook book)
    {
        if (book.Schedules.FirstOrDefault(one => one.Id == Id) is { } found)
            (Version, _form) = (found.Version, ScheduleForm.From(found.Body));
    }

    private void AddLayer() => _form!.Layers.Add(new LayerForm { Start = DateOnly.FromDateTime(Clock.GetUtcNow().UtcDateTime) });

    private OnCallPlan? Preview()
    {
        var schedule = _form!.Read() with { Name = "preview" };
        return ScheduleCheck.Problem(schedule) is null ? new OnCallPlan(schedule, Reading.LastGood?.Value?.Book.StandIns.GetValueOrDefault(Id) ?? []) : null;
    }

    private Task SaveAsync() => ActAsync(actor => Store.SaveAsync(actor, Id, Version, _form!.Read(), CancellationToken.None));

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
        Reading = Reading.Next(await Desk.ReadAsync());
    }

    // All or nothing of the names: half of a calendar would be a trap.
    private async Task<string> TakeInAsync(IReadOnlyList<CalendarEvent> events)
    {
        var people = Reading.LastGood!.Value!.Names.Callable;
        var who = events.Select(one => people.FirstOrDefault(person => one.Who.Equals(person.UserName, StringComparison.OrdinalIgnoreCase) || one.Who.Equals(person.Name, StringComparison.OrdinalIgnoreCase))).ToArray();
        if (Array.IndexOf(who, null) is >= 0 and var at)
            return $"\"{events[at].Who}\" is nobody who can be called. Nothing was taken.";
        var now = Clock.GetUtcNow();
        var taken = 0;
        foreach (var (one, person) in events.Zip(who).Where(pair => pair.First.To > now))
        {
            var standIn = new StandIn(Guid.NewGuid(), one.From, one.To, person!.Id, now);
            if (await Desk.ChangeAsync(Session, actor => Store.StandInAsync(actor, Id, standIn, null, CancellationToken.None)) is { } problem)
                return $"{taken} were taken, then: {problem}";
            taken++;
        }
        return $"{taken} stand-ins were taken; {events.Count - taken} are over already.";
    }
}
