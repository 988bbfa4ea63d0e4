using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using OpsPortal.Domain;
using OpsPortal.Features.OnCall.Escalation;
using OpsPortal.Features.OnCall.Running;
using OpsPortal.Features.OnCall.Storage;

namespace OpsPortal.Features.OnCall.Pages;

/// <summary>Where the escalation of one incident stands, live, and what people can do with it.</summary>
public sealed partial class EscalationPage
{
    private static readonly int[] Lengths = [30, 60, 240, 480];
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);
    private Reading<OnCallReading> _reading = Reading<OnCallReading>.Loading;
    private EscalationRow? _row;
    private string _whom = "";
    private string? _words;
    private bool _busy, _done;

    /// <summary>The incident's number.</summary>
    [Parameter] public long Number { get; set; }

    [CascadingParameter] private Task<AuthenticationState>? Session { get; set; }

    [Inject] private OnCallDesk Desk { get; set; } = default!;

    [Inject] private EscalationDesk Escalations { get; set; } = default!;

    protected override void OnInitialized()
    {
        ReadWhen(OnCallStore.Topic);
        ReadEvery(Pause);
    }

    protected override Task OnParametersSetAsync() => ReadAsync();

    protected override async Task ReadAsync()
    {
        var row = await OnceAsync(() => Escalations.FindAsync(Number, Left));
        var read = await OnceAsync(() => Desk.ReadAsync());
        if (row.IsOk)
            _row = row.Value;
        _reading = _reading.Next(row.IsOk ? read : row.Map<OnCallReading>(_ => null!));
        if (_whom.Length == 0)
            _whom = read.Value?.Names.Callable.FirstOrDefault()?.Id ?? "";
    }

    private string Now(OnCallReading read) => _row!.Phase switch
    {
        EscalationPhase.Running => $"Nobody has acknowledged yet; {_row.Step} of {_row.ReadPolicy().Steps.Count} steps are done{(_row.Round > 0 ? $", round {_row.Round + 1}" : "")}.",
        EscalationPhase.Acknowledged => _row.Holder is { } holder ? $"Acknowledged by {read.Names.Of(holder)}." : "Acknowledged.",
        EscalationPhase.Snoozed => "Silent for now; then the steps begin anew.",
        EscalationPhase.Spent => "All steps are done, and nobody has acknowledged.",
        _ => "The incident is over.",
    };

    private Task SnoozeAsync(int minutes) => ActAsync(async () => await Escalations.SnoozeAsync((await Session!).User, Number, TimeSpan.FromMinutes(minutes), CancellationToken.None));

    private Task CallAsync() => ActAsync(async () => await Escalations.CallNowAsync((await Session!).User, Number, _whom, Guid.NewGuid(), CancellationToken.None));

    private async Task ActAsync(Func<Task<(bool Done, string Words)>> act)
    {
        if (_busy)
            return;
        _busy = true;
        try
        {
            (_done, _words) = await act();
            await ReadAsync();
        }
        finally
        {
            _busy = false;
        }
    }
}
