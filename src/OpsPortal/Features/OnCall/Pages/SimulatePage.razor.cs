using System.Globalization;
using Microsoft.AspNetCore.Components;
using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Features.OnCall.Escalation;

namespace OpsPortal.Features.OnCall.Pages;

/// <summary>Answers by the machine that really calls. What is asked is in the address.</summary>
public sealed partial class SimulatePage
{
    private Reading<OnCallReading> _reading = Reading<OnCallReading>.Loading;

    [SupplyParameterFromQuery(Name = "service")] private string? Service { get; set; }

    [SupplyParameterFromQuery(Name = "priority")] private string? Priority { get; set; }

    /// <summary>UTC, <c>2026-11-21T03:00</c>; now when it is missing or can't be read.</summary>
    [SupplyParameterFromQuery(Name = "at")] private string? At { get; set; }

    [Inject] private OnCallDesk Desk { get; set; } = default!;

    [Inject] private ServiceCatalog Catalog { get; set; } = default!;

    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [Inject] private TimeProvider Clock { get; set; } = default!;

    private int P => int.TryParse(Priority, CultureInfo.InvariantCulture, out var priority) && priority is >= 1 and <= 4 ? priority : 1;

    private DateTimeOffset Moment => DateTimeOffset.TryParse(At, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) && at.Year is > 2000 and < 2200
        ? at : Clock.GetUtcNow();

    protected override async Task OnInitializedAsync() => _reading = _reading.Next(await OnceAsync(() => Desk.ReadAsync()));

    private void Go(string? service = null, string? priority = null, string? at = null) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        ["service"] = service ?? Service, ["priority"] = priority ?? Priority, ["at"] = at ?? At,
    }), replace: true);

    private (string? Policy, IReadOnlyList<string> Lines, bool Ends) Answer(OnCallReading read)
    {
        var service = Service is { Length: > 0 } id ? Catalog.Find(id) : null;
        if (read.Book.PolicyFor(service?.Id, service?.Team, P) is not { } policy)
            return (null, [], true);
        var (calls, ends) = Simulation.Run(policy.Body, Moment);
        return (policy.Body.Name, [.. calls.Select(call => Sentence(read, call))], ends);
    }

    private static string Sentence(OnCallReading read, SimulatedCall call)
    {
        var when = call.After == TimeSpan.Zero ? "At once" : $"After {PolicyWords.Minutes((int)call.After.TotalMinutes)}, {call.At.UtcDateTime.ToString("ddd HH:mm", CultureInfo.InvariantCulture)} UTC";
        if (call.Call.Target != TargetKind.Schedule)
            return $"{when}: {read.Names.Target(read.Book, call.Call.Target, call.Call.TargetId)}{Important(call)}.";
        var plan = Guid.TryParse(call.Call.TargetId, out var id) ? read.Book.PlanOf(id) : null;
        var person = plan?.PersonAt(call.At);
        return $"{when}: {read.Names.Of(person)}, {(person is null ? "since nobody is" : "who is")} on call then by {read.Book.Schedules.FirstOrDefault(one => one.Id == id)?.Body.Name ?? "a schedule that is gone"}{Important(call)}.";
    }

    private static string Important(SimulatedCall call) => call.Call.Important ? "" : ", not as important";
}
