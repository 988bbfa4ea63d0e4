using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using OpsPortal.Domain;
using OpsPortal.Features.Access.Accounts;
using OpsPortal.Features.Access.Lookup;
using OpsPortal.Features.Access.Tokens;

namespace OpsPortal.IntegrationTests.Infrastructure;

/// <summary>Accounts, sessions and tokens for tests, by the portal's own ways.</summary>
internal static partial class Accounts
{
    public const string Password = "correct horse battery";
    private static readonly Actor Tests = Actor.System("tests");

    public static async Task<string> CreateAsync(PortalHost portal, string role)
    {
        var name = role + "-" + Guid.NewGuid().ToString("N")[..8];
        (await portal.Services.GetRequiredService<AccountStore>().CreateAsync(Tests, name, "Test " + role, role, Password, default)).ShouldBeNull();
        return name;
    }

    public static async Task<(HttpClient Client, string UserName)> SignInAsync(PortalHost portal, string role)
    {
        var name = await CreateAsync(portal, role);
        var client = portal.Anonymous();
        var answer = await SignInAsync(client, name, Password);
        answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        return (client, name);
    }

    public static Task<HttpResponseMessage> SignInAsync(HttpClient client, string userName, string password, string? returnUrl = null)
        => PostFormAsync(client, "/signin" + (returnUrl is null ? "" : "?returnUrl=" + Uri.EscapeDataString(returnUrl)),
            new() { ["Input.UserName"] = userName, ["Input.Password"] = password });

    public static async Task<string> CreateTokenAsync(PortalHost portal, string[] scopes, DateTimeOffset? expiresAt = null)
    {
        var created = await portal.Services.GetRequiredService<TokenStore>()
            .CreateAsync(Tests, "token-" + Guid.NewGuid().ToString("N")[..8], scopes, expiresAt, default);
        created.Problem.ShouldBeNull();
        // The change feed tells it within milliseconds; a test doesn't wait for them.
        portal.Services.GetRequiredService<AccessDirectory>().Invalidate();
        return created.Secret!;
    }

    /// <summary>Gets a page and posts its form back, with the hidden fields (antiforgery) that it holds.</summary>
    public static async Task<HttpResponseMessage> PostFormAsync(HttpClient client, string path, Dictionary<string, string> fields, string? formName = null)
        => await client.PostAsync(path, await GetFormAsync(client, path, fields, formName));

    /// <summary>A page's form as it is posted back, with the hidden fields (antiforgery) that it holds.</summary>
    public static async Task<FormUrlEncodedContent> GetFormAsync(HttpClient client, string path, Dictionary<string, string> fields, string? formName = null)
    {
        var page = await client.GetStringAsync(path);
        var forms = Form().Matches(page).Select(match => match.Value).ToArray();
        var form = forms.First(one => formName is null ? one.Contains("_handler") : one.Contains($"value=\"{formName}\""));
        foreach (Match hidden in Hidden().Matches(form))
            fields.TryAdd(WebUtility.HtmlDecode(hidden.Groups[1].Value), WebUtility.HtmlDecode(hidden.Groups[2].Value));
        return new FormUrlEncodedContent(fields);
    }

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\"")]
    private static partial Regex Hidden();
}
