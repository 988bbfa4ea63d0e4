namespace OpsPortal.Features.Access.Sessions;

internal static class ReturnUrl
{
    /// <summary>Where to go after sign-in: a path of this portal, whatever was asked for. Another site would be a trap with our name on it.</summary>
    public static string Local(string? url)
    {
        if (string.IsNullOrEmpty(url) || url[0] != '/' || url.Length > 2000)
            return "/";
        // "//host" and "/\host" are other hosts to a browser; so are control characters that it drops.
        if (url.Length > 1 && url[1] is '/' or '\\' || url.Any(char.IsControl))
            return "/";
        return url.StartsWith("/signin", StringComparison.OrdinalIgnoreCase) || url.StartsWith("/signout", StringComparison.OrdinalIgnoreCase) ? "/" : url;
    }
}
