using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpsPortal.IntegrationTests.Incidents;

/// <summary>What a real Alertmanager 0.25 posted, byte for byte, by scenario and in the order it came (Fixtures/alertmanager).</summary>
internal static class RecordedDeliveries
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Fixtures", "alertmanager");

    public static IReadOnlyList<string> Scenarios { get; } = [.. Order().Keys.Order(StringComparer.Ordinal)];

    /// <summary>Bodies in the order of their arrival, repeats included.</summary>
    public static IReadOnlyList<byte[]> Of(string scenario) => [.. Order()[scenario].Select(name => File.ReadAllBytes(Path.Combine(Folder, scenario, name + ".json")))];

    private static Dictionary<string, string[]> Order()
        => JsonSerializer.Deserialize<Dictionary<string, string[]>>(File.ReadAllText(Path.Combine(Folder, "order.json")))!;
}
