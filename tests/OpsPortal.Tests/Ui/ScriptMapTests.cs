using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Components;
using OpsPortal.Ui;

namespace OpsPortal.Tests.Ui;

public sealed class ScriptMapTests
{
    private static readonly ScriptMap Map = new(
        new ResourceAssetCollection(
        [
            Asset("dist/js/app.1a.js", "dist/js/app.js"), Asset("dist/js/parts/panel-X.2b.js", "dist/js/parts/panel-X.js"), Asset("dist/js/parts/chunk-Y.3c.js", "dist/js/parts/chunk-Y.js"),
            Asset("dist/js/parts/uPlot-Z.4d.js", "dist/js/parts/uPlot-Z.js"), Asset("dist/js/parts/search-S.5e.js", "dist/js/parts/search-S.js"),
            Asset("css/base.6f.css", "css/base.css"), new ResourceAsset("dist/js/plain.js", null),
        ]),
        new BundleParts(JsonDocument.Parse(
            """
            {"outputs": {
              "wwwroot/dist/js/app.js": {"entryPoint": "wwwroot/js/app.js", "imports": [{"path": "wwwroot/dist/js/parts/search-S.js", "kind": "dynamic-import"}, {"path": "wwwroot/dist/js/parts/chunk-Y.js", "kind": "import-statement"}]},
              "wwwroot/dist/js/parts/panel-X.js": {"entryPoint": "wwwroot/js/panels/panel.js", "imports": [{"path": "wwwroot/dist/js/parts/chunk-Y.js", "kind": "import-statement"}]},
              "wwwroot/dist/js/parts/chunk-Y.js": {"imports": []},
              "wwwroot/dist/js/parts/search-S.js": {"entryPoint": "wwwroot/js/search.js", "imports": []},
              "wwwroot/dist/js/parts/uPlot-Z.js": {"entryPoint": "node_modules/uplot/dist/uPlot.esm.js", "imports": []}
            }}
            """)));

    [Fact]
    public void Json_FingerprintedScripts_AreMappedAndNothingElse()
        => Map.Json.ShouldBe("""{"imports":{"/dist/js/app.js":"/dist/js/app.1a.js","/dist/js/parts/chunk-Y.js":"/dist/js/parts/chunk-Y.3c.js","/dist/js/parts/panel-X.js":"/dist/js/parts/panel-X.2b.js","/dist/js/parts/search-S.js":"/dist/js/parts/search-S.5e.js","/dist/js/parts/uPlot-Z.js":"/dist/js/parts/uPlot-Z.4d.js"}}""");

    [Fact]
    public void Allow_Policy_NamesTheMapsHash()
        => Map.Allow("default-src 'self'; script-src 'self'; img-src data:")
            .ShouldBe($"default-src 'self'; script-src 'self' 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Map.Json)))}'; img-src data:");

    [Fact]
    public void Preloads_Dashboard_HasWhatDrawsPanelsAndAllThatItImports()
        => Map.Preloads("/d/h200", true).ShouldBe(["dist/js/app.1a.js", "dist/js/parts/chunk-Y.3c.js", "dist/js/parts/panel-X.2b.js", "dist/js/parts/uPlot-Z.4d.js"], ignoreOrder: true);

    [Fact]
    public void Preloads_BeforeSignIn_HasOnlyWhatEveryPageNeeds()
        => Map.Preloads("/d/h200", false).ShouldBe(["dist/js/app.1a.js", "dist/js/parts/chunk-Y.3c.js"], ignoreOrder: true);

    private static ResourceAsset Asset(string url, string label) => new(url, [new ResourceAssetProperty("label", label)]);
}
