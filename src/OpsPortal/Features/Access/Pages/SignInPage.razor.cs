using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Components;
using OpsPortal.Features.Access.Sessions;

namespace OpsPortal.Features.Access.Pages;

/// <summary>A plain form, drawn by the server: it works before any circuit and any script.</summary>
public sealed partial class SignInPage
{
    private string? _problem;

    [CascadingParameter] private HttpContext Http { get; set; } = null!;

    [Inject] private SignInService SignIn { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "returnUrl")] private string? Target { get; set; }

    [SupplyParameterFromQuery(Name = "signedOut")] private bool SignedOut { get; set; }

    [SupplyParameterFromForm(FormName = "signin")] private Credentials Input { get; set; } = null!;

    protected override void OnInitialized() => Input ??= new Credentials();

    private async Task SubmitAsync()
    {
        var (result, account) = await SignIn.TryAsync(Input.UserName ?? "", Input.Password ?? "", RemoteAddress.Of(Http), Http.RequestAborted);
        if (result == SignInResult.SignedIn)
        {
            await Http.SignInAsync(Session.Scheme, Session.Begin(account!));
            Navigation.NavigateTo(ReturnUrl.Local(Target));
            return;
        }
        (Http.Response.StatusCode, _problem) = result switch
        {
            SignInResult.TooOften => (StatusCodes.Status429TooManyRequests, "Too many tries. Wait a minute, then try again."),
            SignInResult.Unavailable => (StatusCodes.Status503ServiceUnavailable, "Sign-in needs the portal's database, which can't be reached now. Try again in a moment."),
            _ => (StatusCodes.Status401Unauthorized, "User name and password don't fit, or the account is locked for a while after wrong tries."),
        };
    }

    /// <summary>What the form posts.</summary>
    public sealed class Credentials
    {
        public string? UserName { get; set; }

        public string? Password { get; set; }
    }
}
