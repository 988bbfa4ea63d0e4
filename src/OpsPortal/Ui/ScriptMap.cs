using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.FileProviders;

namespace OpsPortal.Ui;

/// <summary>
/// The import map: each script file under the name with its fingerprint, so that a browser keeps them all for ever and asks for none
/// again. The content security policy knows it by its hash. And which files a page will want, all at once instead of one after the
/// other names them: <see cref="BundleParts"/>.
/// </summary>
internal sealed class ScriptMap
{
    private static readonly ConditionalWeakTable<ResourceAssetCollection, ScriptMap> Made = [];
    private readonly string[] _onEveryPage;
    private readonly string[] _withCharts;
    private readonly string[] _withPanels;

    public ScriptMap(ResourceAssetCollection assets, BundleParts parts)
    {
        var named = assets.Select(asset => (asset.Url, Label: asset.Properties?.FirstOrDefault(property => property.Name == "label")?.Value))
            .Where(one => one.Label is { } label && label.EndsWith(".js", StringComparison.Ordinal) && label.StartsWith("dist/", StringComparison.Ordinal))
            .DistinctBy(one => one.Label).OrderBy(one => one.Label, StringComparer.Ordinal).ToDictionary(one => one.Label!, one => one.Url, StringComparer.Ordinal);
        Json = JsonSerializer.Serialize(new { imports = named.ToDictionary(one => "/" + one.Key, one => "/" + one.Value, StringComparer.Ordinal) });
        Hash = $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Json)))}'";
        _onEveryPage = Urls("js/app.js");
        _withCharts = Urls("js/app.js", "js/chart.js", "uplot");
        _withPanels = Urls("js/app.js", "js/panels/panel.js", "uplot");

        string[] Urls(params string[] sources) => [.. parts.NeededBy(sources).Where(named.ContainsKey).Select(file => named[file])];
    }

    /// <summary>The map as it stands in the page, byte for byte.</summary>
    public string Json { get; }

    /// <summary>What the policy's <c>script-src</c> names: <c>'sha256-…'</c>.</summary>
    public string Hash { get; }

    public static ScriptMap Of(ResourceAssetCollection assets, IFileProvider webRoot) => Made.GetValue(assets, found => new ScriptMap(found, BundleParts.Read(webRoot)));

    /// <summary>Files that the page at the path will want: those that draw panels on a dashboard, charts on others; none of them before sign-in.</summary>
    public IReadOnlyList<string> Preloads(string? path, bool isSignedIn)
        => !isSignedIn ? _onEveryPage : path?.StartsWith("/d/", StringComparison.Ordinal) == true ? _withPanels : _withCharts;

    /// <summary>The policy with the map allowed.</summary>
    public string Allow(string policy) => policy.Replace("script-src 'self'", "script-src 'self' " + Hash, StringComparison.Ordinal);
}
