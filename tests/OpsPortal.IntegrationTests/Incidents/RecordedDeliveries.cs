using System.IO.Compression;
using System.Text.Json;

namespace OpsPortal.IntegrationTests.Incidents;

/// <summary>What a real Alertmanager 0.25 posted, byte for byte, by scenario and in the order it came (Fixtures/alertmanager).</summary>
internal static class RecordedDeliveries
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Fixtures", "alertmanager");

    public static IReadOnlyList<string> Scenarios { get; } = [.. Order().Keys.Order(StringComparer.Ordinal)];

    /// <summary>Bodies in the order of their arrival, repeats included.</summary>
    public static IReadOnlyList<byte[]> Of(string scenario) => [.. Order()[scenario].Select(name => Read(Path.Combine(Folder, scenario, name + ".json")))];

    // A body of a thousand alerts is kept compressed.
    private static byte[] Read(string file)
    {
        if (File.Exists(file))
            return File.ReadAllBytes(file);
        using var gzip = new GZipStream(File.OpenRead(file + ".gz"), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        gzip.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static Dictionary<string, string[]> Order()
        => JsonSerializer.Deserialize<Dictionary<string, string[]>>(File.ReadAllText(Path.Combine(Folder, "order.json")))!;
}
