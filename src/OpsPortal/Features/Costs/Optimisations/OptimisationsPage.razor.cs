using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Features.Costs.Pages;

namespace OpsPortal.Features.Costs.Optimisations;

/// <summary>Ways to pay less, with their arithmetic; a manager takes or dismisses them, and sees what was saved since.</summary>
public sealed partial class OptimisationsPage
{
    private static readonly TimeSpan AtMostEvery = TimeSpan.FromSeconds(2);
    private readonly Dictionary<string, string?> _words = new(StringComparer.Ordinal);
    private Reading<IReadOnlyList<KeptProposal>> _proposals = Reading<IReadOnlyList<KeptProposal>>.Loading;
    private JobState? _lastLook;
    private string? _message;
    private bool _failed;

    [Inject] private ProposalStore Store { get; set; } = default!;

    [Inject] private ICostFigures Figures { get; set; } = default!;

    [Inject] private ManagerDesk Desk { get; set; } = default!;

    [Inject] private ServiceCatalog Catalog { get; set; } = default!;

    [CascadingParameter] private Task<AuthenticationState>? Session { get; set; }

    private string Unit => "currency" + Figures.Currency;

    protected override Task OnInitializedAsync()
    {
        ReadWhen(ProposalStore.Topic, AtMostEvery);
        ReadWhen(JobInfo.Topic, AtMostEvery);
        return ReadAsync();
    }

    protected override async Task ReadAsync()
    {
        _lastLook = (await OnceAsync(() => Store.LastLookAsync(Left))).Value;
        _proposals = _proposals.Next(await OnceAsync(() => Store.ReadAsync(Left)));
    }

    /// <summary>Of ways that save the same money only the best.</summary>
    internal static decimal Most(IEnumerable<KeptProposal> all) => Best(all, one => one.High);

    internal static decimal Least(IEnumerable<KeptProposal> all) => Best(all, one => one.Low);

    private static decimal Best(IEnumerable<KeptProposal> all, Func<Proposal, decimal> value)
        => all.Where(one => one.State == "open").GroupBy(one => (one.Proposal.SameMoney, Model: Model(one)))
            .GroupBy(group => group.Key.SameMoney, StringComparer.Ordinal)
            // Each model's own tokens are other money; a cache over all of them is the same as any of them.
            .Sum(money => Math.Max(money.Where(group => group.Key.Model.Length > 0).Sum(group => group.Max(one => value(one.Proposal))), money.Where(group => group.Key.Model.Length == 0).Select(group => group.Max(one => value(one.Proposal))).DefaultIfEmpty().Max()));

    /// <summary>Open ways of which only one can be had together with this one.</summary>
    internal static IEnumerable<KeptProposal> Instead(KeptProposal one, IEnumerable<KeptProposal> all) => all.Where(other =>
        other != one && other.State == "open" && other.Proposal.SameMoney == one.Proposal.SameMoney
        && !(one.Proposal.Kind == ProposalKinds.Model && other.Proposal.Kind == ProposalKinds.Model && Model(one) != Model(other)));

    private static string Model(KeptProposal one) => one.Proposal.Kind == ProposalKinds.Model ? one.Proposal.Subject.Split(" > ")[0] : "";

    private static decimal? Saved(IEnumerable<KeptProposal> all)
    {
        var known = all.Select(one => one.Saved).OfType<SavedSince>().ToArray();
        return known.Length == 0 ? null : known.Sum(one => one.Saved);
    }

    private string Range(Proposal one) => one.Low == one.High ? Money.Text(one.High, Figures.Currency) : $"{Money.Text(one.Low, Figures.Currency)} to {Money.Text(one.High, Figures.Currency)}";

    private static string Id(KeptProposal one) => Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(one.Proposal.Id));

    private async Task DecideAsync(KeptProposal one, string state)
    {
        var problem = await Desk.ChangeAsync(Session, actor => Store.DecideAsync(one.Proposal.Id, state, _words.GetValueOrDefault(one.Proposal.Id)?.Trim() ?? "", actor, Left));
        (_message, _failed) = (problem ?? $"{one.Proposal.Title}: {state}.", problem is not null);
        await ReadAsync();
    }
}
