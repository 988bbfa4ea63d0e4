using System.Text.Json.Nodes;
using Microsoft.Extensions.Primitives;
using OpsPortal.Features.Dashboards.Data;
using OpsPortal.Features.Dashboards.Import;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Tests.Features.Dashboards.Import;

/// <summary>Real dashboards with anything in them changed to anything: they are read, laid out, asked and written, or refused in words.</summary>
public sealed class ImportFuzzTests
{
    private static readonly string[] Samples = ["dcgm-exporter", "vllm", "kube-prometheus_nodes", "nvidia-gpu-exporter", "ray-serve-llm"];
    private static readonly string[] Odd =
    [
        "null", "true", "0", "-1", "1e999", "\"\"", "\"$x\"", "\"${datasource}\"", "\"${a:date:\"", "[]", "{}", "[null]", "[[[[]]]]", "{\"id\":{}}", "\"\\ud800\"", "99999999999999999999",
        "\"/(/\"", "\"/(a+)+$/g\"", "[{\"id\":\"byRegexp\",\"options\":\"/[/\"}]", "\"now\"", "{\"type\":\"loki\"}", "\"-- Dashboard --\"", "\"__expr__\"",
    ];

    [Fact]
    public async Task Read_AThousandMutatedDashboards_NeverThrows()
    {
        var random = new Random(20260);
        var engine = Engine.Answering(_ => random.Next(2) == 0
            ? Engine.Matrix(("{\"instance\":\"a\",\"le\":\"1\"}", [1, double.NaN, 3]), ("{\"instance\":\"b\",\"le\":\"+Inf\"}", [4, 5]))
            : Engine.Vector(("{\"instance\":\"a\",\"mountpoint\":\"/\"}", 1), ("{}", 2)));
        var texts = Samples.Select(Engine.Sample).ToArray();
        var answered = 0;
        for (var i = 0; i < 1000; i++)
        {
            var json = i % 4 == 0 ? Broken(texts[random.Next(texts.Length)], random) : Mutated(texts[random.Next(texts.Length)], random);
            if (DashboardImport.Read(json).Dashboard is not { } dashboard)
                continue;
            var variables = await engine.Resolver.ResolveAsync(dashboard, new Dictionary<string, StringValues>(), Engine.From, Engine.To, default);
            LayoutPlan.From(dashboard, variables);
            DashboardDiff.Between(dashboard.Source, (JsonObject)SafeJson.Parse(texts[0]).Node!);
            foreach (var panel in dashboard.AllPanels.OrderBy(_ => random.Next()).Take(4))
            {
                PanelAnswerWriter.Write(await engine.AskAsync(dashboard, panel.Id), Engine.To).Body.Length.ShouldBeGreaterThan(0);
                answered++;
            }
        }
        answered.ShouldBeGreaterThan(1500);
    }

    private static string Broken(string text, Random random)
    {
        var at = random.Next(text.Length);
        return random.Next(3) switch
        {
            0 => text[..at],
            1 => text.Remove(at, Math.Min(random.Next(1, 40), text.Length - at)),
            _ => text.Insert(at, Odd[random.Next(Odd.Length)]),
        };
    }

    private static string Mutated(string text, Random random)
    {
        var root = (JsonObject)JsonNode.Parse(text)!;
        for (var changes = random.Next(1, 30); changes > 0; changes--)
            Change(root, random);
        return root.ToJsonString();
    }

    private static void Change(JsonNode node, Random random)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } obj:
                var (key, value) = obj.ElementAt(random.Next(obj.Count));
                if (value is JsonObject or JsonArray && random.Next(12) > 0)
                    Change(value, random);
                else if (random.Next(5) == 0)
                    obj.Remove(key);
                else
                    obj[key] = OddValue(random);
                break;
            case JsonArray { Count: > 0 } array:
                var index = random.Next(array.Count);
                if (array[index] is JsonObject or JsonArray && random.Next(12) > 0)
                    Change(array[index]!, random);
                else
                    array[index] = OddValue(random);
                break;
        }
    }

    private static JsonNode? OddValue(Random random)
    {
        var text = Odd[random.Next(Odd.Length)];
        return text.Contains("ud800") ? JsonValue.Create("\ud800x") : JsonNode.Parse(text);
    }
}
