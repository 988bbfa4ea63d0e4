using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Components;

namespace OpsPortal.Ui;

/// <summary>
/// The import map: each script module under the name with its fingerprint, so that a browser keeps them all for ever and asks for none again.
/// The content security policy knows it by its hash.
/// </summary>
internal sealed class ScriptMap
{
    private static readonly ConditionalWeakTable<ResourceAssetCollection, ScriptMap> Made = [];
    private static readonly string[] PanelFolders = ["js/chart/", "js/panels/data/", "js/panels/parts/"];
    private static readonly string[] PanelModules = ["js/panels/panel.js", "js/panels/types.js", "js/panels/frame.js", "js/panels/menu.js", "js/panels/dom.js", "js/panels/timeseries.js", "js/panels/stat.js"];
    private readonly string[] _panelModules;

    public ScriptMap(ResourceAssetCollection assets)
    {
        var named = assets.Select(asset => (asset.Url, Label: asset.Properties?.FirstOrDefault(property => property.Name == "label")?.Value))
            .Where(one => one.Label is { } label && label.EndsWith(".js", StringComparison.Ordinal) && (label.StartsWith("js/", StringComparison.Ordinal) || label.StartsWith("lib/", StringComparison.Ordinal)))
            .DistinctBy(one => one.Label).OrderBy(one => one.Label, StringComparer.Ordinal).ToArray();
        Json = JsonSerializer.Serialize(new { imports = named.ToDictionary(one => "/" + one.Label, one => "/" + one.Url, StringComparer.Ordinal) });
        Hash = $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Json)))}'";
        _panelModules = [.. named.Where(one => OfEveryPanel(one.Label!)).Select(one => one.Url)];
    }

    /// <summary>The map as it stands in the page, byte for byte.</summary>
    public string Json { get; }

    /// <summary>What the policy's <c>script-src</c> names: <c>'sha256-…'</c>.</summary>
    public string Hash { get; }

    public static ScriptMap Of(ResourceAssetCollection assets) => Made.GetValue(assets, found => new ScriptMap(found));

    /// <summary>Modules that the page at the path will want, all at once instead of one after the other names them: those that draw, on a dashboard.</summary>
    public IReadOnlyList<string> Preloads(string? path) => path?.StartsWith("/d/", StringComparison.Ordinal) == true ? _panelModules : [];

    // What each type of panel needs, and the type that most of them are; the other types come when there is one.
    private static bool OfEveryPanel(string label)
        => PanelFolders.Any(folder => label.StartsWith(folder, StringComparison.Ordinal)) || PanelModules.Contains(label);

    /// <summary>The policy with the map allowed.</summary>
    public string Allow(string policy) => policy.Replace("script-src 'self'", "script-src 'self' " + Hash, StringComparison.Ordinal);
}
