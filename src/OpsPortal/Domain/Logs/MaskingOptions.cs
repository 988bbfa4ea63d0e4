namespace OpsPortal.Domain;

/// <summary>Section <c>Logs:Masking</c>: what of a line nobody sees who may not see raw lines.</summary>
public sealed class MaskingOptions
{
    /// <summary>Fields whose values are covered, besides the portal's own list (passwords, tokens, keys, cookies, prompts). Case, <c>_</c>, <c>-</c> and <c>.</c> don't count.</summary>
    public List<string> Keys { get; set; } = [];

    /// <summary>Names of the portal's own list that are not covered.</summary>
    public List<string> ShownKeys { get; set; } = [];

    /// <summary>Regular expressions by name; what one matches is covered. Without look-around and back references, so that no line can make one slow.</summary>
    public Dictionary<string, string> Patterns { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Numbers of payment cards: right length, right beginning, right check digit. The default is true.</summary>
    public bool Cards { get; set; } = true;

    /// <summary>E-mail addresses. The default is true.</summary>
    public bool Emails { get; set; } = true;

    /// <summary>JWTs, bearer tokens, keys of well-known services. The default is true.</summary>
    public bool Tokens { get; set; } = true;
}
