using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using OpsPortal.Domain.Costs;
using OpsPortal.Domain.Counters;
using OpsPortal.Features.Costs.Prices;

namespace OpsPortal.Features.Costs.Pages;

/// <summary>Makes an entry of the price book in two steps: what would it change, then enter it.</summary>
public sealed partial class PriceEditor
{
    private readonly PriceForm _form = new();
    private PriceDraft? _draft;
    private PriceImpact? _impact;
    private string? _problem;
    private bool _busy;

    /// <summary>Null: a key that isn't in the book yet.</summary>
    [Parameter] public PriceItem? Item { get; set; }

    /// <summary>The entry that is to be taken back, or null.</summary>
    [Parameter] public PriceEdit? Undoing { get; set; }

    [Parameter, EditorRequired] public PriceBook Book { get; set; } = default!;

    /// <summary>Gets words that say what was done.</summary>
    [Parameter] public EventCallback<string> Saved { get; set; }

    [Parameter] public EventCallback Cancel { get; set; }

    [CascadingParameter] private Task<AuthenticationState>? Session { get; set; }

    [Inject] private PriceStore Store { get; set; } = default!;

    [Inject] private PriceImpactReader Impacts { get; set; } = default!;

    [Inject] private ManagerDesk Desk { get; set; } = default!;

    [Inject] private TimeProvider Clock { get; set; } = default!;

    protected override void OnInitialized()
    {
        // Tomorrow: the usual price list changes at a midnight that is still to come.
        _form.Day = UtcSpan.DayOf(Clock.GetUtcNow()).AddDays(1);
        if (Item is not null)
            (_form.Key, _form.Unit, _form.Currency) = (Item.Key, Item.Unit, Item.Currency ?? "");
    }

    private Task PreviewAsync() => BusyAsync(async () =>
    {
        (_draft, _impact) = (null, null);
        var (draft, problem) = await DraftAsync();
        if (draft is null)
            return problem;
        var impact = await Impacts.ReadAsync(draft, Book, CancellationToken.None);
        if (!impact.IsOk)
            return impact.Reason;
        (_draft, _impact) = (draft, impact.Value);
        return null;
    });

    private Task EnterAsync() => BusyAsync(async () =>
    {
        var draft = _draft!;
        if (await Desk.ChangeAsync(Session, actor => Store.AddAsync(actor, draft, CancellationToken.None)) is { } problem)
            return problem;
        (_draft, _impact) = (null, null);
        (_form.Price, _form.Reason, _form.Steps, _form.Ends) = ("", "", "", false);
        await Saved.InvokeAsync($"{draft.Key}: {PriceWords.Of(draft, Book.Currency)} from {PriceWords.When(draft.From)} is in the price book.");
        return null;
    });

    private async Task<(PriceDraft? Draft, string? Problem)> DraftAsync()
    {
        if (Undoing is { } undone)
        {
            var edits = await Store.EditsAsync(CancellationToken.None);
            var counter = edits.IsOk ? PriceUndo.Of(undone.Id, Store.Catalog, edits.Value!, _form.Reason.Trim(), Clock.GetUtcNow()) : edits.Map<PriceDraft>(_ => null!);
            return counter.IsOk ? (counter.Value, PriceCheck.ReasonProblem(counter.Value!)) is (_, { } wordless) ? (null, wordless) : (counter.Value, null) : (null, counter.Reason);
        }
        var (draft, problem) = _form.Read();
        problem ??= PriceCheck.Problem(draft!, Book, Clock.GetUtcNow());
        return problem is null ? (draft, null) : (null, problem);
    }

    private async Task BusyAsync(Func<Task<string?>> act)
    {
        if (_busy)
            return;
        _busy = true;
        try
        {
            _problem = await act();
        }
        finally
        {
            _busy = false;
        }
    }
}
