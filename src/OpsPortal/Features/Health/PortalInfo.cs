using System.Diagnostics;
using System.Reflection;

namespace OpsPortal.Features.Health;

/// <summary>What this process is.</summary>
public static class PortalInfo
{
    /// <summary>With the commit, when the build knew it.</summary>
    public static string Version { get; } =
        typeof(PortalInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public static DateTimeOffset StartedAt { get; } = Process.GetCurrentProcess().StartTime.ToUniversalTime();
}
