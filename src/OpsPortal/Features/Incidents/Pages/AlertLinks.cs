using Microsoft.AspNetCore.WebUtilities;

namespace OpsPortal.Features.Incidents.Pages;

/// <summary>Addresses that come with an alert: whoever can write a rule wrote them.</summary>
public static class AlertLinks
{
    /// <returns>The address when it is http(s) or a path of this portal; null when a click on it could do anything else.</returns>
    public static string? Safe(string address)
        => address.StartsWith('/') && !address.StartsWith("//", StringComparison.Ordinal) && !address.Contains('\\', StringComparison.Ordinal) ? address
            : Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri.AbsoluteUri
            : null;

    /// <summary>The alert's own PromQL, from the address of its graph (<c>…/graph?g0.expr=…</c>); null when there is none.</summary>
    public static string? Expression(string generatorUrl)
        => Uri.TryCreate(generatorUrl, UriKind.Absolute, out var uri)
            && QueryHelpers.ParseQuery(uri.Query).TryGetValue("g0.expr", out var expressions) && expressions.FirstOrDefault() is { Length: > 0 } expression
            ? expression
            : null;
}
