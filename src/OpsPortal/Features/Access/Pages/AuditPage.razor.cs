using System.Globalization;
using Microsoft.AspNetCore.Components;
using OpsPortal.Domain;
using OpsPortal.Features.Access.Audit;
using OpsPortal.Storage;

namespace OpsPortal.Features.Access.Pages;

public sealed partial class AuditPage
{
    private const int PageSize = 100;
    private Reading<IReadOnlyList<AuditRow>> _rows = Reading<IReadOnlyList<AuditRow>>.Loading;
    private Reading<ChainState> _chain = Reading<ChainState>.Loading;
    private string? _actor, _action, _subject, _age;
    private bool _checking;

    [SupplyParameterFromQuery(Name = "actor")] private string? Actor { get; set; }

    [SupplyParameterFromQuery(Name = "action")] private string? Action { get; set; }

    [SupplyParameterFromQuery(Name = "subject")] private string? Subject { get; set; }

    [SupplyParameterFromQuery(Name = "age")] private string? Age { get; set; }

    [SupplyParameterFromQuery(Name = "before")] private long? Before { get; set; }

    [Inject] private AuditReader Reader { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private TimeProvider Clock { get; set; } = null!;

    protected override async Task OnParametersSetAsync()
    {
        (_actor, _action, _subject, _age) = (Actor, Action, Subject, Age);
        var filter = new AuditFilter(Actor, Action, Subject, AuditAge.Since(Age, Clock.GetUtcNow()));
        _rows = _rows.Next(await OnceAsync(() => DatabaseReads.TryAsync(() => Reader.PageAsync(filter, Before, PageSize, CancellationToken.None), Clock, "audit log")));
        if (_chain.IsLoading)
            await CheckAsync();
    }

    private async Task CheckAsync()
    {
        _checking = true;
        _chain = _chain.Next(await OnceAsync(() => DatabaseReads.TryAsync(() => Reader.CheckAsync(CancellationToken.None), Clock, "audit log")));
        _checking = false;
    }

    private void Filter() => Navigation.NavigateTo(Link("/access/audit", null));

    private string Link(string path, long? before) => Navigation.GetUriWithQueryParameters(Navigation.ToAbsoluteUri(path).ToString(), new Dictionary<string, object?>
    {
        ["actor"] = Word(_actor),
        ["action"] = Word(_action),
        ["subject"] = Word(_subject),
        ["age"] = Word(_age),
        ["before"] = before?.ToString(CultureInfo.InvariantCulture),
    });

    private static string? Word(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
