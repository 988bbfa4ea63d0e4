using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using OpsPortal.Clients.Alertmanager;
using OpsPortal.Domain;
using OpsPortal.Features.Incidents.Reading;
using OpsPortal.Features.Incidents.Silencing;
using OpsPortal.Features.Incidents.Steps;

namespace OpsPortal.Features.Incidents.Pages;

/// <summary>Alertmanager's silences; with <c>?incident=12</c> the form is filled with what tells that incident's alerts from others.</summary>
public sealed partial class SilencesPage
{
    private static readonly (int Minutes, string Words)[] Lengths =
        [(30, "30 minutes"), (60, "1 hour"), (120, "2 hours"), (240, "4 hours"), (480, "8 hours"), (1440, "1 day"), (4320, "3 days"), (10_080, "1 week"), (43_200, "30 days")];

    private Reading<IReadOnlyList<Silence>> _silences = Reading<IReadOnlyList<Silence>>.Loading;
    private StepResult? _message;
    private string _matchers = "";
    private string _comment = "";
    private DateTime? _from;
    private int _minutes = 120;
    private bool _endsWithIncident = true;
    private bool _busy;

    /// <summary>The incident that a silence is made from.</summary>
    [SupplyParameterFromQuery(Name = "incident")] public long? Incident { get; set; }

    [CascadingParameter] private Task<AuthenticationState>? Session { get; set; }

    [Inject] private SilenceDesk Desk { get; set; } = default!;

    [Inject] private AlertmanagerClient Alertmanager { get; set; } = default!;

    [Inject] private IncidentReader Reader { get; set; } = default!;

    [Inject] private TimeProvider Clock { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        if (Incident is { } number && await OnceAsync(() => Reader.DetailAsync(number)) is { IsOk: true, Value: { } detail })
            (_matchers, _comment) = (Suggest(detail), $"{detail.Incident.Name} {detail.Incident.Title}");
        await ReadAsync();
    }

    // Its service, and the alerts that fire there: what an incident's alerts have in common.
    private static string Suggest(IncidentDetail detail)
    {
        var names = detail.Alerts.Where(alert => alert.Fires).Select(alert => alert.Name).DefaultIfEmpty("").Distinct(StringComparer.Ordinal).ToArray();
        var matchers = new List<SilenceMatcher>();
        if (detail.Incident.Service is { } service)
            matchers.Add(new SilenceMatcher("service", service, false, true));
        if (names is [{ Length: > 0 } one])
            matchers.Add(new SilenceMatcher("alertname", one, false, true));
        else if (names.Length is > 1 and <= 10)
            matchers.Add(new SilenceMatcher("alertname", string.Join('|', names.Select(System.Text.RegularExpressions.Regex.Escape)), true, true));
        return MatcherText.Write(matchers);
    }

    private async Task ReadAsync()
        => _silences = _silences.Next((await OnceAsync(() => Alertmanager.SilencesAsync(CancellationToken.None))).Map<IReadOnlyList<Silence>>(all =>
            [.. all.OrderBy(one => one.State switch { "active" => 0, "pending" => 1, _ => 2 }).ThenByDescending(one => one.UpdatedAt).Take(200)]));

    private Task MakeAsync() => ActAsync(async () =>
    {
        var (matchers, problem) = MatcherText.Read(_matchers);
        if (problem is not null)
            return new StepResult(StepOutcome.Refused, problem, 0);
        var from = _from is { } begins ? new DateTimeOffset(DateTime.SpecifyKind(begins, DateTimeKind.Utc)) : Clock.GetUtcNow();
        var result = await Desk.MakeAsync((await Session!).User, new WantedSilence(matchers, from, from.AddMinutes(_minutes), _comment, Incident, Incident is not null && _endsWithIncident), CancellationToken.None);
        if (result.IsTaken)
            (_matchers, _comment) = ("", "");
        return result.IsTaken ? result with { Words = "Silenced." } : result;
    });

    private Task EndAsync(Silence silence) => ActAsync(async () => await Desk.EndAsync((await Session!).User, silence, CancellationToken.None) is var result && result.IsTaken ? result with { Words = "Ended." } : result);

    private async Task ActAsync(Func<Task<StepResult>> act)
    {
        if (_busy)
            return;
        _busy = true;
        try
        {
            _message = await act();
            await ReadAsync();
        }
        finally
        {
            _busy = false;
        }
    }
}
