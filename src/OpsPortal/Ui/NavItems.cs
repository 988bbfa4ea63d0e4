using OpsPortal.Domain;

namespace OpsPortal.Ui;

/// <summary>One place of the portal in the rail.</summary>
/// <param name="Policy">Who sees it; null everybody who is signed in.</param>
/// <param name="Also">The beginning of other addresses of the same place; null there are none.</param>
internal sealed record NavItem(string Href, string Text, string Icon, string? Policy = null, string? Also = null);

/// <summary>The rail's content, in the order of a night's work: what is wrong, why, what it costs, how it runs.</summary>
internal static class NavItems
{
    public const string Incidents = "/incidents";

    public static IReadOnlyList<(string Group, IReadOnlyList<NavItem> Items)> All { get; } =
    [
        ("Watch",
        [
            new("/", "Overview", "overview"), new(Incidents, "Incidents", "incident"), new("/on-call", "On call", "user", Also: "/notifications"), new("/dashboards", "Dashboards", "dashboard", Also: "/d/"), new("/gpus", "GPUs", "gpu"),
            new("/models", "Models", "model"), new("/logs", "Logs", "logs", Also: "/traces"), new("/explore", "Explore", "search"),
        ]),
        ("Report", [new("/business", "Business", "user"), new("/costs", "Costs", "cost")]),
        ("Run", [new("/jobs", "Jobs", "jobs"), new("/access", "Access", "access", Policies.Administer), new("/system", "System", "system")]),
    ];

    /// <summary>What a phone's bottom bar holds; the rest is behind "More".</summary>
    public static IReadOnlyList<NavItem> OnPhone { get; } =
    [
        new("/", "Overview", "overview"), new(Incidents, "Incidents", "incident"), new("/gpus", "GPUs", "gpu"), new("/costs", "Costs", "cost"),
    ];
}
