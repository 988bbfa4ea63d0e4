using System.Diagnostics.Metrics;

namespace OpsPortal.Domain;

/// <summary>The portal's own meter. Features make their instruments from it; <c>/metrics</c> exposes all of them to Prometheus.</summary>
public static class PortalMetrics
{
    public const string MeterName = "OpsPortal";

    public static Meter Meter { get; } = new(MeterName);
}
