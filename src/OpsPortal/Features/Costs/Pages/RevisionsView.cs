using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace OpsPortal.Features.Costs.Pages;

/// <summary>The address of the page of revisions: <c>?service=h200&amp;month=2026-11</c> or <c>&amp;from=…&amp;to=…</c>.</summary>
internal static class RevisionsView
{
    public const string Path = "/costs/revisions";

    public static string ToUri(string? service, DaySpan span) => QueryHelpers.AddQueryString(Path, new Dictionary<string, string?>
    {
        ["service"] = service,
        ["month"] = span.IsMonth ? span.From.ToString("yyyy-MM", CultureInfo.InvariantCulture) : null,
        ["from"] = span.IsMonth ? null : DaySpan.Write(span.From),
        ["to"] = span.IsMonth ? null : DaySpan.Write(span.To),
    }.Where(pair => !string.IsNullOrEmpty(pair.Value)));
}
