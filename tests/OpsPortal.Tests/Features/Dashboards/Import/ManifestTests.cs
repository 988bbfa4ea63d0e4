using OpsPortal.Features.Dashboards.Import;

namespace OpsPortal.Tests.Features.Dashboards.Import;

/// <summary>Dashboards as they lie in clusters' repositories: YAML, ConfigMaps, the operator's resources, lists, jsonnet's several files.</summary>
public sealed class ManifestTests
{
    [Theory]
    [InlineData("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\ndata:\n  a.json: |-\n    {\"title\": \"X\", \"panels\": [], \"schemaVersion\": 39}\n")]
    [InlineData("---\napiVersion: grafana.integreatly.org/v1beta1\nkind: GrafanaDashboard\nspec:\n  json: >\n    {\"title\": \"X\", \"panels\": []}\n")]
    [InlineData("apiVersion: v1\nkind: Service\nmetadata: {name: s}\n---\napiVersion: v1\nkind: ConfigMap\ndata: {\"a.json\": '{\"title\": \"X\", \"panels\": []}', \"readme\": \"no\"}\n")]
    [InlineData("apiVersion: dashboard.grafana.app/v1beta1\nkind: Dashboard\nspec:\n  title: X\n  panels: []\n")]
    [InlineData("{\"kind\":\"ConfigMapList\",\"items\":[{\"kind\":\"ConfigMap\",\"data\":{\"a.json\":\"{\\\"title\\\":\\\"X\\\",\\\"panels\\\":[]}\"}}]}")]
    [InlineData("{\"x.json\":{\"title\":\"X\",\"panels\":[]}}")]
    public void Read_OneDashboardInAManifest_IsRead(string text) => Engine.Read(text).Title.ShouldBe("X");

    [Theory]
    [InlineData("{\"a.json\":{\"title\":\"A\",\"panels\":[]},\"b.json\":{\"title\":\"B\",\"panels\":[]}}", "2 dashboards: a.json, b.json")]
    [InlineData("apiVersion: v1\nkind: ConfigMap\ndata: {a: b}\n", "This ConfigMap holds no dashboard")]
    [InlineData("apiVersion: v1\nkind: ConfigMap\ndata: {a: [\n", "isn't YAML: line")]
    [InlineData("title: [", "isn't JSON: line 1")]
    [InlineData("hello", "isn't JSON: line 1")]
    public void Read_NoneOrSeveral_SaysSo(string text, string words) => DashboardImport.Read(text).Errors.ShouldHaveSingleItem().ShouldContain(words);

    [Fact]
    public void Read_Yaml_KeepsTextsAndNumbers()
    {
        var dashboard = Engine.Read("kind: Dashboard\nspec:\n  title: \"1\"\n  schemaVersion: 39\n  panels:\n  - {id: 3, type: stat, targets: [{expr: up, instant: true, legendFormat: '1e3'}], maxDataPoints: ~}\n");

        (dashboard.Title, dashboard.SchemaVersion, dashboard.Panels[0].Id, dashboard.Panels[0].MaxDataPoints).ShouldBe(("1", 39, 3, null));
        dashboard.Panels[0].Modern["targets"]![0]!.ToJsonString().ShouldBe("""{"expr":"up","instant":true,"legendFormat":"1e3"}""");
    }

    [Fact]
    public void Read_YamlOfAliasesUponAliases_Ends()
    {
        var bomb = "kind: &a [x, x, x, x, x, x, x, x, x, x]\n" + string.Concat(Enumerable.Range(0, 9).Select(i => $"k{i}: &{(char)('b' + i)} [{string.Join(", ", Enumerable.Repeat("*" + (char)('a' + i), 10))}]\n"));

        DashboardImport.Read("apiVersion: v1\n" + bomb).Errors.ShouldHaveSingleItem().ShouldContain("larger or deeper");
    }
}
