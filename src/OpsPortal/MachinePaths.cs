namespace OpsPortal;

/// <summary>Paths that programs ask: they get statuses and problem+json, never a page or a redirect to one.</summary>
internal static class MachinePaths
{
    private static readonly PathString[] Prefixes = ["/api", "/hubs", "/metrics", "/health", "/live", "/ready", "/openapi", "/_blazor"];

    public static bool Contains(PathString path) => Prefixes.Any(prefix => path.StartsWithSegments(prefix));
}
