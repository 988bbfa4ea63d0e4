using System.Globalization;
using System.Text;

namespace OpsPortal.GpuAgent.Metrics;

/// <summary>Prometheus' text format: one family after the other, each with its help once, no sample for what is unknown.</summary>
internal readonly struct TextPage(StringBuilder text)
{
    /// <param name="type">"gauge" or "counter".</param>
    /// <param name="samples">Labels as they are written, "" for none, and the value.</param>
    public void Family(string name, string type, string help, IEnumerable<(string Labels, double? Value)> samples)
    {
        var any = false;
        foreach (var (labels, value) in samples)
        {
            if (value is not { } number)
                continue;
            if (!any)
                _ = text.Append("# HELP ").Append(name).Append(' ').Append(help).Append("\n# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
            any = true;
            _ = text.Append(name);
            if (labels.Length > 0)
                _ = text.Append('{').Append(labels).Append('}');
            _ = text.Append(' ').Append(number.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
        }
    }

    /// <summary>One label with its value escaped.</summary>
    public static string Label(string name, string? value) =>
        $"{name}=\"{(value ?? "").Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";
}
