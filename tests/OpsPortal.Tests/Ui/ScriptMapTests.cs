using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Components;
using OpsPortal.Ui;

namespace OpsPortal.Tests.Ui;

public sealed class ScriptMapTests
{
    private static readonly ScriptMap Map = new(new ResourceAssetCollection(
    [
        Asset("js/app.1a.js", "js/app.js"), Asset("js/chart/plot.2b.js", "js/chart/plot.js"), Asset("lib/marked/marked.3c.js", "lib/marked/marked.js"),
        Asset("css/base.4d.css", "css/base.css"), new ResourceAsset("js/plain.js", null),
    ]));

    [Fact]
    public void Json_FingerprintedScripts_AreMappedAndNothingElse()
        => Map.Json.ShouldBe("""{"imports":{"/js/app.js":"/js/app.1a.js","/js/chart/plot.js":"/js/chart/plot.2b.js","/lib/marked/marked.js":"/lib/marked/marked.3c.js"}}""");

    [Fact]
    public void Allow_Policy_NamesTheMapsHash()
        => Map.Allow("default-src 'self'; script-src 'self'; img-src data:")
            .ShouldBe($"default-src 'self'; script-src 'self' 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Map.Json)))}'; img-src data:");

    [Fact]
    public void Preloads_OnlyADashboard_GetsWhatDraws()
    {
        Map.Preloads("/d/h200").ShouldBe(["js/chart/plot.2b.js"]);
        Map.Preloads("/incidents").ShouldBeEmpty();
        Map.Preloads(null).ShouldBeEmpty();
    }

    private static ResourceAsset Asset(string url, string label) => new(url, [new ResourceAssetProperty("label", label)]);
}
