using System.Globalization;
using System.Text.RegularExpressions;

namespace OpsPortal.Tests.Gpu.StandIn;

/// <summary>A captured <c>nvidia-smi -q</c>: values by their path, e.g. "PCI/GPU Link Info/Link Width/Current". The first of equal paths is kept.</summary>
internal sealed partial class SmiReport
{
    private readonly Dictionary<string, string> _values = [];

    public SmiReport(string name)
    {
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

    public string Text(string path) => _values.TryGetValue(path, out var value) ? value : throw new KeyNotFoundException($"The capture has no {path}.");

    /// <summary>The number before the unit; <c>null</c> where the report says N/A.</summary>
    public double? Number(string path) =>
        NumberPart().Match(Text(path)) is { Success: true } match ? double.Parse(match.Value, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"^(\s*[^:]+?)\s*: (.*)$")]
    private static partial Regex Pair();

    [GeneratedRegex(@"-?\d+(\.\d+)?")]
    private static partial Regex NumberPart();
}
