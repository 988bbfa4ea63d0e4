using System.Text.RegularExpressions;
using OpsPortal.Catalog;

namespace OpsPortal.Features.Logs.Patterns;

/// <summary>An error that has a name.</summary>
/// <param name="Service">Null: of any.</param>
/// <param name="Runbook">A page of <c>docs/runbooks</c>; "" for none.</param>
/// <param name="Action">What to do, in words.</param>
public sealed record KnownPattern(string Name, Regex Match, string? Service, string Meaning, string Runbook, string Owner, string Action);

/// <summary><c>catalog/log-patterns.yaml</c>: names, meanings and owners of errors.</summary>
public sealed class KnownPatterns(IReadOnlyList<KnownPattern> all)
{
    private const string FileName = "catalog/log-patterns.yaml";

    public IReadOnlyList<KnownPattern> All => all;

    /// <returns>None when there is no such file.</returns>
    /// <exception cref="CatalogException">Anything is wrong; carries every error.</exception>
    public static KnownPatterns Load(string file) => File.Exists(file) ? CatalogFile.Load(file, FileName, "patterns:", Read) : new KnownPatterns([]);

    /// <summary>The first that fits; null when the shape isn't known.</summary>
    public KnownPattern? Find(string service, string shape) => all.FirstOrDefault(one => (one.Service is null || one.Service == service) && one.Match.IsMatch(shape));

    private static KnownPatterns Read(YamlMap map)
    {
        var known = new KnownPatterns([.. map.Maps("patterns").Select(One).OfType<KnownPattern>()]);
        map.RejectUnknown();
        return known;
    }

    private static KnownPattern? One(YamlMap map)
    {
        var (name, match) = (map.Required("name", "GPU out of memory"), map.Required("match", "CUDA out of memory"));
        var pattern = new KnownPattern(
            name, new Regex("$^", RegexOptions.NonBacktracking), map.Optional("service"), map.Required("meaning", "what it means, in a sentence"), map.Optional("runbook") ?? "", map.Required("owner", "ops"), map.Optional("action") ?? "");
        map.RejectUnknown();
        try
        {
            // Linear in the line's length, whatever the expression.
            return match.Length == 0 ? null : pattern with { Match = new Regex(match, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant) };
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            map.Problem("match", "is no regular expression that can be used (no look-around, no back references): " + error.Message);
            return null;
        }
    }
}
