using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using System.Xml.XPath;

namespace OpsPortal.Tests.Gpu.StandIn;

/// <summary>A captured <c>nvidia-smi -q</c>, or the same as XML (<c>-x</c>) of drivers 515 to 535, whose figures get the text's paths: values by their path, e.g. "PCI/GPU Link Info/Link Width/Current". The first of equal paths is kept.</summary>
internal sealed partial class SmiReport
{
    // Where XML has what the text has; the first that is there.
    private static readonly Dictionary<string, string[]> Places = new()
    {
        ["Product Name"] = ["product_name"], ["GPU UUID"] = ["uuid"], ["Serial Number"] = ["serial"], ["VBIOS Version"] = ["vbios_version"], ["PCI/Bus Id"] = ["pci/pci_bus_id"],
        ["Utilization/GPU"] = ["utilization/gpu_util"], ["Utilization/Memory"] = ["utilization/memory_util"],
        ["Utilization/Encoder"] = ["utilization/encoder_util"], ["Utilization/Decoder"] = ["utilization/decoder_util"],
        ["FB Memory Usage/Total"] = ["fb_memory_usage/total"], ["FB Memory Usage/Used"] = ["fb_memory_usage/used"], ["FB Memory Usage/Reserved"] = ["fb_memory_usage/reserved"],
        ["Temperature/GPU Current Temp"] = ["temperature/gpu_temp"], ["Temperature/GPU T.Limit Temp"] = ["temperature/gpu_temp_tlimit"], ["Temperature/Memory Current Temp"] = ["temperature/memory_temp"],
        ["Temperature/GPU Shutdown Temp"] = ["temperature/gpu_temp_max_threshold"], ["Temperature/GPU Slowdown Temp"] = ["temperature/gpu_temp_slow_threshold"],
        ["Temperature/Memory Max Operating Temp"] = ["temperature/gpu_temp_max_mem_threshold"],
        ["GPU Power Readings/Average Power Draw"] = ["gpu_power_readings/power_draw", "power_readings/power_draw"],
        ["GPU Power Readings/Current Power Limit"] = ["gpu_power_readings/current_power_limit", "power_readings/enforced_power_limit"],
        ["GPU Power Readings/Default Power Limit"] = ["gpu_power_readings/default_power_limit", "power_readings/default_power_limit"],
        ["GPU Power Readings/Min Power Limit"] = ["gpu_power_readings/min_power_limit", "power_readings/min_power_limit"],
        ["GPU Power Readings/Max Power Limit"] = ["gpu_power_readings/max_power_limit", "power_readings/max_power_limit"],
        ["Clocks/SM"] = ["clocks/sm_clock"], ["Clocks/Memory"] = ["clocks/mem_clock"], ["Max Clocks/SM"] = ["max_clocks/sm_clock"], ["Max Clocks/Memory"] = ["max_clocks/mem_clock"],
        ["Performance State"] = ["performance_state"], ["Fan Speed"] = ["fan_speed"],
        ["PCI/GPU Link Info/PCIe Generation/Current"] = ["pci/pci_gpu_link_info/pcie_gen/current_link_gen"], ["PCI/GPU Link Info/PCIe Generation/Max"] = ["pci/pci_gpu_link_info/pcie_gen/max_link_gen"],
        ["PCI/GPU Link Info/Link Width/Current"] = ["pci/pci_gpu_link_info/link_widths/current_link_width"], ["PCI/GPU Link Info/Link Width/Max"] = ["pci/pci_gpu_link_info/link_widths/max_link_width"],
        ["PCI/Replays Since Reset"] = ["pci/replay_counter"], ["PCI/Tx Throughput"] = ["pci/tx_util"], ["PCI/Rx Throughput"] = ["pci/rx_util"],
        ["Persistence Mode"] = ["persistence_mode"], ["ECC Mode/Current"] = ["ecc_mode/current_ecc"], ["MIG Mode/Current"] = ["mig_mode/current_mig"], ["Compute Mode"] = ["compute_mode"],
    };

    private readonly Dictionary<string, string> _values = [];

    public SmiReport(string name)
    {
        if (name.EndsWith(".xml", StringComparison.Ordinal))
        {
            ReadXml(name);
            return;
        }

        var path = new List<(int Indent, string Name)>();
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Fixtures/gpu", name)).Where(l => l.Trim().Length > 0))
        {
            var indent = line.Length - line.TrimStart().Length;
            path.RemoveAll(p => p.Indent >= indent);
            var match = Pair().Match(line);
            var key = (match.Success ? match.Groups[1].Value : line).Trim();
            path.Add((indent, key));
            if (match.Success)
                _ = _values.TryAdd(string.Join('/', path.Skip(indent == 0 ? 0 : 1).Select(p => p.Name)), match.Groups[2].Value.Trim());
        }
    }

    /// <summary>What these drivers do not print at all is N/A too: they did not count it yet.</summary>
    public bool IsXml { get; private set; }

    public string Text(string path) => _values.TryGetValue(path, out var value) ? value : IsXml ? "N/A" : throw new KeyNotFoundException($"The capture has no {path}.");

    /// <summary>Whether it says "Enabled"; <c>null</c> where it says N/A.</summary>
    public bool? On(string path) => Text(path) == "N/A" ? null : Text(path) == "Enabled";

    private void ReadXml(string name)
    {
        IsXml = true;
        // The capture names a document type that is nowhere to be had.
        using var reader = XmlReader.Create(Path.Combine(AppContext.BaseDirectory, "Fixtures/gpu", name), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        var gpu = XDocument.Load(reader).Root!.Element("gpu")!;
        foreach (var (path, places) in Places)
        {
            if (places.Select(place => gpu.XPathSelectElement(place)?.Value.Trim()).FirstOrDefault(value => value is not null) is { } found)
                _values[path] = found;
        }
    }

    /// <summary>The number before the unit; <c>null</c> where the report says N/A.</summary>
    public double? Number(string path) =>
        NumberPart().Match(Text(path)) is { Success: true } match ? double.Parse(match.Value, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"^(\s*[^:]+?)\s*: (.*)$")]
    private static partial Regex Pair();

    [GeneratedRegex(@"-?\d+(\.\d+)?")]
    private static partial Regex NumberPart();
}
