using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Features.Access.Lookup;
using OpsPortal.Features.Access.Tokens;
using OpsPortal.Storage;

namespace OpsPortal.Features.Access.Pages;

public sealed partial class TokensPage
{
    private static readonly (string Scope, string Words)[] ScopeWords =
    [
        (Scopes.AlertsWrite, "send alerts (Alertmanager's webhook)"),
        (Scopes.EventsWrite, "send usage, feedback and deployment events"),
        (Scopes.GpuWrite, "send GPU frames"),
        (Scopes.MetricsRead, "scrape the portal's own metrics"),
        (Scopes.ApiRead, "read the JSON API"),
        (Scopes.DashboardsWrite, "import, change and delete dashboards"),
    ];

    private readonly HashSet<string> _scopes = new(StringComparer.Ordinal);
    private Reading<IReadOnlyList<ApiToken>> _tokens = Reading<IReadOnlyList<ApiToken>>.Loading;
    private ApiToken? _revoking;
    private bool _asking, _busy;
    private string? _problem, _secret;
    private string _name = "", _hosts = "";
    private int _days;

    [CascadingParameter] private Task<AuthenticationState> Who { get; set; } = null!;

    [Inject] private TokenStore Store { get; set; } = null!;

    protected override Task OnInitializedAsync()
    {
        ReadWhen(AccessChanges.Topic);
        return ReadAsync();
    }

    protected override async Task ReadAsync() => _tokens = _tokens.Next(await OnceAsync(() => DatabaseReads.TryAsync(() => Store.ListAsync(Left), Clock, "tokens")));

    private void AskNew()
    {
        (_revoking, _problem, _secret, _asking, _name, _days) = (null, null, null, true, "", 0);
        _hosts = "";
        _scopes.Clear();
    }

    private void AskRevoke(ApiToken token) => (_revoking, _problem, _secret, _asking) = (token, null, null, true);

    private void Choose(string scope, bool chosen)
    {
        if (chosen)
            _scopes.Add(scope);
        else
            _scopes.Remove(scope);
    }

    // A token that sends GPU frames speaks for the hosts that are named beside it.
    private string[] WithHosts() => !_scopes.Contains(Scopes.GpuWrite)
        ? [.. _scopes]
        : [.. _scopes, .. _hosts.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).Select(host => Scopes.GpuHost + host)];

    private async Task DoAsync()
    {
        _busy = true;
        try
        {
            var actor = Actor.From((await Who).User);
            if (_revoking is { } token)
                _problem = await Store.RevokeAsync(actor, token.Id, CancellationToken.None);
            else
                (_secret, _problem) = await Store.CreateAsync(actor, _name, WithHosts(), _days == 0 ? null : Clock.GetUtcNow().AddDays(_days), CancellationToken.None);
            _asking = _problem is not null;
            await ReadAsync();
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            _problem = "Nothing was changed: the portal's database can't be reached now.";
        }
        finally
        {
            _busy = false;
        }
    }

    private bool IsExpired(ApiToken token) => token.ExpiresAt <= Clock.GetUtcNow();

    private string StateOf(ApiToken token) => token.RevokedAt is not null ? "revoked" : IsExpired(token) ? "expired" : "active";

    private string? ToneOf(ApiToken token) => token.RevokedAt is not null ? null : IsExpired(token) ? "warn" : "good";
}
