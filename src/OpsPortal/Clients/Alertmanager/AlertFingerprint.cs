using System.Globalization;
using System.Text;

namespace OpsPortal.Clients.Alertmanager;

/// <summary>Alertmanager's own hash of a label set, for senders that leave it out: FNV-1a over the sorted labels.</summary>
public static class AlertFingerprint
{
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;
    private const byte Separator = 255;

    /// <returns>16 lower-case hexadecimal digits.</returns>
    public static string Of(IReadOnlyDictionary<string, string> labels)
    {
        var hash = Offset;
        foreach (var (name, value) in labels.OrderBy(label => label.Key, StringComparer.Ordinal))
            hash = Add(Add(hash, name), value);
        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }

    private static ulong Add(ulong hash, string text)
    {
        foreach (var unit in Encoding.UTF8.GetBytes(text))
            hash = (hash ^ unit) * Prime;
        return (hash ^ Separator) * Prime;
    }
}
