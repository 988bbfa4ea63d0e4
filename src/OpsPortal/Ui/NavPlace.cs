using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace OpsPortal.Ui;

/// <summary>A link of the rail that is also marked at addresses which don't begin as it does: a dashboard is at <c>/d/…</c>.</summary>
public sealed class NavPlace : NavLink
{
    /// <summary>The beginning of those addresses' paths; null there are none.</summary>
    [Parameter] public string? Also { get; set; }

    protected override bool ShouldMatch(string uriAbsolute)
        => base.ShouldMatch(uriAbsolute) || (Also is not null && new Uri(uriAbsolute).AbsolutePath.StartsWith(Also, StringComparison.Ordinal));
}
