using Microsoft.Extensions.Options;
using OpsPortal.Domain;

namespace OpsPortal.Features.Access;

/// <summary>Section <c>Access</c>.</summary>
public sealed class AccessOptions
{
    /// <summary>Folder of the keys that protect the session cookies; replicas share it. The default is <c>.data/keys</c> below the content root.</summary>
    public string KeysPath { get; set; } = "";

    /// <summary>
    /// When set, each start makes the built-in account <c>local-admin</c> usable by a one-time link and writes that link to this file
    /// (mode 0600). Meant for a developer's machine, and for the very first sign-in on a server. The default is empty: off.
    /// </summary>
    public string SignInLinkFile { get; set; } = "";

    /// <summary>The address that people type; the default is the one that the portal listens on.</summary>
    public string PublicUrl { get; set; } = "";

    /// <summary>How often a minute sign-in may be tried from one address, right or wrong. The default is 30.</summary>
    public int SignInTriesPerMinute { get; set; } = 30;

    /// <summary>Tokens that machines beside the portal use; each is a file that both sides read.</summary>
    public List<ProvisionedToken> ProvisionedTokens { get; set; } = [];
}

/// <summary>A token whose text is in a file. Another content at the next start replaces the old token.</summary>
public sealed class ProvisionedToken
{
    public string Name { get; set; } = "";

    /// <summary>Comma separated, each one of <see cref="Domain.Scopes.All"/>.</summary>
    public string Scopes { get; set; } = "";

    public string File { get; set; } = "";

    public string[] ScopeList => Scopes.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

internal sealed class AccessOptionsCheck : IValidateOptions<AccessOptions>
{
    /// <summary>Shorter secrets can be guessed.</summary>
    public const int LeastTokenLength = 20;

    public ValidateOptionsResult Validate(string? name, AccessOptions options)
    {
        var errors = new List<string>();
        if (options.PublicUrl.Length > 0 && !(Uri.TryCreate(options.PublicUrl, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
            errors.Add("Access:PublicUrl must be empty or an absolute http(s) address, like https://ops.example.org.");
        if (options.SignInTriesPerMinute is < 1 or > 10_000)
            errors.Add("Access:SignInTriesPerMinute must be between 1 and 10000.");
        for (var i = 0; i < options.ProvisionedTokens.Count; i++)
            Check($"Access:ProvisionedTokens:{i}", options.ProvisionedTokens[i], errors);
        foreach (var twice in options.ProvisionedTokens.GroupBy(token => token.Name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
            errors.Add($"Access:ProvisionedTokens has the name \"{twice.Key}\" more than once.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void Check(string key, ProvisionedToken token, List<string> errors)
    {
        if (token.Name.Trim().Length is 0 or > 80)
            errors.Add($"{key}:Name must have 1 to 80 characters.");
        if (token.ScopeList.Length == 0)
            errors.Add($"{key}:Scopes must name at least one of {string.Join(", ", Scopes.All)}.");
        foreach (var unknown in token.ScopeList.Where(scope => !Scopes.IsKnown(scope)))
            errors.Add($"{key}:Scopes has \"{unknown}\", which is none of {string.Join(", ", Scopes.All)}.");
        if (token.ScopeList.Length > 0 && token.ScopeList.All(Scopes.IsKnown) && Scopes.Problem(token.ScopeList) is { } problem)
            errors.Add($"{key}:Scopes: {problem}");
        if (!File.Exists(token.File))
            errors.Add($"{key}:File names \"{token.File}\", which is not there.");
        else if (File.ReadAllText(token.File).Trim().Length < LeastTokenLength)
            errors.Add($"{key}:File names \"{token.File}\", whose text is shorter than {LeastTokenLength} characters; use for instance 32 random bytes in base64.");
    }
}
