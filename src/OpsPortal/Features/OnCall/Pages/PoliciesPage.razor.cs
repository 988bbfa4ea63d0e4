using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Features.OnCall.Escalation;
using OpsPortal.Features.OnCall.Storage;

namespace OpsPortal.Features.OnCall.Pages;

/// <summary>The policies, and the rules that choose one.</summary>
public sealed partial class PoliciesPage
{
    private readonly List<RuleForm> _rules = [];
    private Reading<OnCallReading> _reading = Reading<OnCallReading>.Loading;
    private int _seen;
    private string? _words;
    private bool _wrong;

    [CascadingParameter] private Task<AuthenticationState>? Session { get; set; }

    [Inject] private OnCallDesk Desk { get; set; } = default!;

    [Inject] private OnCallStore Store { get; set; } = default!;

    [Inject] private ServiceCatalog Catalog { get; set; } = default!;

    protected override Task OnInitializedAsync() => ReadAsync();

    private async Task ReadAsync()
    {
        _reading = _reading.Next(await OnceAsync(() => Desk.ReadAsync()));
        if (_reading.Latest is not { IsOk: true, Value: { } read })
            return;
        _seen = read.Book.Routes.Version;
        _rules.Clear();
        _rules.AddRange(read.Book.Routes.Body.Rules.Select(RuleForm.Of));
    }

    private void Earlier(int place) => (_rules[place - 1], _rules[place]) = (_rules[place], _rules[place - 1]);

    private async Task SaveAsync()
    {
        var problem = await Desk.ChangeAsync(Session, actor => Store.SaveAsync(actor, _seen, new Routes { Rules = [.. _rules.Select(rule => rule.Read())] }, CancellationToken.None));
        (_words, _wrong) = (problem ?? "Saved.", problem is not null);
        if (problem is null)
            await ReadAsync();
    }
}
