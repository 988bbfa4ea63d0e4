using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Components;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Features.Access.Accounts;
using OpsPortal.Features.Access.Sessions;

namespace OpsPortal.Features.Access.Pages;

/// <summary>One's own account. Drawn by the server alone, since a new password needs a new cookie.</summary>
public sealed partial class AccountPage
{
    private Account? _account;
    private string? _problem;

    [CascadingParameter] private HttpContext Http { get; set; } = null!;

    [Inject] private AccountStore Accounts { get; set; } = null!;

    [Inject] private Passwords Passwords { get; set; } = null!;

    [Inject] private SignInLimits Limits { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "done")] private bool Done { get; set; }

    [SupplyParameterFromForm(FormName = "password")] private PasswordChange Input { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        Input ??= new PasswordChange();
        try
        {
            _account = Http.User.AccountId() is { } id ? await Accounts.FindAsync(id, Http.RequestAborted) : null;
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            _problem = "Your account is in the portal's database, which can't be reached now.";
        }
    }

    private async Task ChangePasswordAsync()
    {
        if (_account is not { BuiltIn: false } account)
            return;
        _problem = await TryChangeAsync(account);
        if (_problem is not null)
            return;
        // This session goes on, by a cookie with the new stamp.
        await Http.SignInAsync(Session.Scheme, Session.Begin((await Accounts.FindAsync(account.Id, Http.RequestAborted))!));
        Navigation.NavigateTo("/account?done=true");
    }

    private async Task<string?> TryChangeAsync(Account account)
    {
        // Who took over an open session must not find the password by trying.
        if (!Limits.Allows(RemoteAddress.Of(Http), account.UserName))
            return "Too many tries. Wait a minute, then try again.";
        if (!Passwords.Verify(account.PasswordHash, Input.Current ?? "", out _))
            return "The password that you have now is another one.";
        try
        {
            return await Accounts.SetPasswordAsync(Actor.From(Http.User), account.Id, Input.New ?? "", Http.RequestAborted);
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            return "The password was not changed: the portal's database can't be reached now.";
        }
    }

    /// <summary>What the form posts.</summary>
    public sealed class PasswordChange
    {
        public string? Current { get; set; }

        public string? New { get; set; }
    }
}
