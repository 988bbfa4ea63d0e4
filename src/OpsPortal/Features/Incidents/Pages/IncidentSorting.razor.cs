using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using OpsPortal.Features.Incidents.Correlating;
using OpsPortal.Features.Incidents.Reading;
using OpsPortal.Features.Incidents.Steps;

namespace OpsPortal.Features.Incidents.Pages;

/// <summary>Moves alerts between incidents; what was chosen and typed stays while the page lives on.</summary>
public sealed partial class IncidentSorting
{
    private readonly HashSet<string> _chosen = new(StringComparer.Ordinal);
    private string _to = "";
    private string _message = "";
    private bool _isProblem;
    private bool _busy;

    [Parameter, EditorRequired] public IncidentRow Incident { get; set; } = default!;

    [Parameter, EditorRequired] public IReadOnlyList<AlertRow> Alerts { get; set; } = [];

    /// <summary>Something was moved: what is shown is old.</summary>
    [Parameter] public EventCallback Done { get; set; }

    [CascadingParameter] private Task<AuthenticationState>? Session { get; set; }

    [Inject] private SortingDesk Desk { get; set; } = default!;

    [Inject] private NavigationManager Navigation { get; set; } = default!;

    private IReadOnlyList<AlertRow> Distinct => [.. Alerts.DistinctBy(alert => alert.Fingerprint)];

    private IReadOnlyList<AlertRow> Symptoms => [.. Distinct.Where(alert => alert.SuppressedBecause is not null).Take(10)];

    private void Choose(string fingerprint, bool isChosen)
    {
        if (isChosen)
            _chosen.Add(fingerprint);
        else
            _chosen.Remove(fingerprint);
    }

    private Task MoveAsync() => ActAsync(async person =>
    {
        if (!TryReadTarget(out var to))
            return new StepResult(StepOutcome.Refused, "Write the other incident's number, like INC-12.", 0);
        var (result, moved) = await Desk.MoveAsync(person, Incident.Number, [.. _chosen], to, CancellationToken.None);
        if (!result.IsTaken)
            return result;
        _chosen.Clear();
        return result with { Words = $"Moved to {IncidentRow.NameOf(moved)}." };
    });

    private Task MergeAsync() => ActAsync(async person =>
    {
        if (!TryReadTarget(out var to) || to is null)
            return new StepResult(StepOutcome.Refused, "Write the other incident's number, like INC-12.", 0);
        var result = await Desk.MergeAsync(person, Incident.Number, to.Value, CancellationToken.None);
        if (result.IsTaken)
            Navigation.NavigateTo($"{IncidentFilter.Path}/{to}");
        return result;
    });

    private Task UndoSuppressionAsync(AlertRow alert) => ActAsync(person => Desk.UndoSuppressionAsync(person, Incident.Number, alert.Fingerprint, CancellationToken.None));

    private bool TryReadTarget(out long? number)
    {
        var text = _to.Trim();
        if (text.StartsWith("INC-", StringComparison.OrdinalIgnoreCase))
            text = text[4..];
        number = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var read) ? read : null;
        return number is not null || text.Length == 0;
    }

    private async Task ActAsync(Func<ClaimsPrincipal, Task<StepResult>> act)
    {
        if (_busy)
            return;
        _busy = true;
        try
        {
            var result = await act((await Session!).User);
            (_message, _isProblem) = (result.Words, !result.IsTaken);
            await Done.InvokeAsync();
        }
        finally
        {
            _busy = false;
        }
    }
}
