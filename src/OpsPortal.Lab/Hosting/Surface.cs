using OpsPortal.Lab.Exposition;
using OpsPortal.Lab.Services;

namespace OpsPortal.Lab.Hosting;

/// <summary>What one of the played programs answers on its port, by path.</summary>
/// <param name="Name">The program, for the index.</param>
/// <param name="Offset">Its port is the base port plus this.</param>
/// <param name="Service">The service that it belongs to, or <c>null</c>: its health, and <c>service-down</c> closes it.</param>
/// <param name="Metrics">Metric pages by path.</param>
public sealed record Surface(string Name, int Offset, SimulatedService? Service, Dictionary<string, MetricPage> Metrics)
{
    /// <summary>Metric pages by what the parameter <c>target</c> begins with.</summary>
    public Dictionary<string, MetricPage> Targets { get; init; } = [];

    /// <summary>The page for a path and <c>target</c>, or <c>null</c>.</summary>
    public MetricPage? Page(string path, string? target)
    {
        if (!Metrics.TryGetValue(path, out var page))
            return null;
        if (string.IsNullOrEmpty(target) || Targets.Count == 0)
            return page;
        return Targets.FirstOrDefault(t => target.StartsWith(t.Key, StringComparison.Ordinal)).Value;
    }
}
