using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Components;
using Npgsql;
using OpsPortal.Features.Access.Links;
using OpsPortal.Features.Access.Sessions;

namespace OpsPortal.Features.Access.Pages;

/// <summary>Looking at a one-time link doesn't use it up (chat programs look at links); its button does.</summary>
public sealed partial class SignInLinkPage
{
    private const string Spent = "This link was used already, or is older than 15 minutes. Start the portal again for a new one, or sign in with a password.";
    private string? _problem;

    [SupplyParameterFromQuery(Name = "key")] private string? Key { get; set; }

    [CascadingParameter] private HttpContext Http { get; set; } = null!;

    [Inject] private SignInLinks Links { get; set; } = null!;

    [Inject] private SignInLimits Limits { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        Http.Response.Headers["Referrer-Policy"] = "no-referrer";
        if (HttpMethods.IsPost(Http.Request.Method))
            return;
        await TryAsync(async () =>
        {
            if (!await Links.IsGoodAsync(Key ?? "", Http.RequestAborted))
                Fail(StatusCodes.Status410Gone, Spent);
        });
    }

    private Task SubmitAsync() => TryAsync(async () =>
    {
        if (await Links.UseAsync(Key ?? "", RemoteAddress.Of(Http), Http.RequestAborted) is not { } account)
        {
            Fail(StatusCodes.Status410Gone, Spent);
            return;
        }
        await Http.SignInAsync(Session.Scheme, Session.Begin(account));
        Navigation.NavigateTo("/");
    });

    private async Task TryAsync(Func<Task> work)
    {
        if (!Limits.Allows(RemoteAddress.Of(Http)))
        {
            Fail(StatusCodes.Status429TooManyRequests, "Too many tries. Wait a minute, then try again.");
            return;
        }
        try
        {
            await work();
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            Fail(StatusCodes.Status503ServiceUnavailable, "Sign-in needs the portal's database, which can't be reached now. Try again in a moment.");
        }
    }

    private void Fail(int status, string words) => (Http.Response.StatusCode, _problem) = (status, words);
}
