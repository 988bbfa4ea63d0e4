using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using OpsPortal.BrowserTests.Infrastructure;
using OpsPortal.Tests;

namespace OpsPortal.BrowserTests;

/// <summary>What a reader takes from a panel's data table is what Prometheus itself answers to the panel's queries, cell by cell.</summary>
[Collection(nameof(Portal))]
public sealed class DataTableTruthTests(Portal portal)
{
    // Seconds after which nothing of a scrape comes any more.
    private const int Settled = 30;

    private static readonly JsonElement NoTables = JsonDocument.Parse("[]").RootElement;

    private const string ReadTables =
        """
        () => JSON.stringify([...document.querySelectorAll("dialog.op-inspect table")].map(table => ({
          timed: table.tHead.rows[0].cells[0].textContent === "Time",
          rows: [...table.tBodies[0].rows].map(row => ({
            at: new Date(row.cells[0].textContent.replace(" ", "T")).getTime(),
            cells: [...row.cells].map(cell => (cell.dataset.raw === undefined ? null : cell.dataset.raw)) })) })))
        """;

    [Theory]
    [InlineData("kube-prometheus_nodes", 8, true)]
    [InlineData("dcgm-exporter", 8, true)]
    // Its folded rows have 110 panels more of the same kinds. Of the other samples' servers none is scraped here: their panels are empty.
    [InlineData("node-exporter-full", 15, false)]
    public async Task DataTable_OfEveryPanel_HoldsPrometheusOwnAnswer(string name, int panels, bool isUnfolded)
    {
        var (page, watch) = await portal.OpenAsync();
        using var truth = new Truth(portal.Stack.Prometheus);
        await WaitForRatesAsync(truth);
        var json = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(RepositoryRoot.Path, "tests", "OpsPortal.IntegrationTests", "Dashboards", "Samples", name + ".json")))!;
        json["uid"] = "table-" + name.Replace('_', '-');
        var answers = new Dictionary<int, IResponse>();
        page.Response += (_, response) =>
        {
            if (new Uri(response.Url).AbsolutePath.Split('/') is [.., "panels", var id, "data"] && response.Ok)
                answers[int.Parse(id, CultureInfo.InvariantCulture)] = response;
        };
        await page.GotoAsync(new Uri(portal.Stack.Portal, "/dashboards").ToString());
        await page.EvaluateAsync("json => fetch('/api/v1/dashboards', { method: 'POST', headers: { 'content-type': 'application/json' }, body: json })", json.ToJsonString());
        // At a whole ten seconds: instants about now are shared by all who ask within ten.
        var to = TimeProvider.System.GetUtcNow().AddSeconds(-Settled).ToUnixTimeMilliseconds() / 10_000 * 10_000;

        await page.GotoAsync(new Uri(portal.Stack.Portal, $"/d/{json["uid"]}?from={to - 600_000}&to={to}&refresh=off").ToString());
        await page.Locator(".op-dash[data-ready]").WaitForAsync();

        // One after the other: each click changes which are closed.
        var closed = page.Locator(".op-row-head[aria-expanded=false]");
        for (var left = isUnfolded ? await closed.CountAsync() : 0; left > 0; left--)
        {
            await closed.First.ClickAsync();
            await Assertions.Expect(closed).ToHaveCountAsync(left - 1);
        }
        var (compared, full, wrong) = (0, 0, new List<string>());
        foreach (var panel in await page.Locator("op-panel").AllAsync())
        {
            await panel.ScrollIntoViewIfNeededAsync();
            await Assertions.Expect(panel).ToHaveAttributeAsync("data-state", new System.Text.RegularExpressions.Regex("ready|empty"), new() { Timeout = 20_000 });
            var id = int.Parse((await panel.GetAttributeAsync("data-panel"))!, CultureInfo.InvariantCulture);
            var (isEmpty, differences) = await CompareAsync();
            // A panel that was asked again (the circuit drew the page anew, it became wider) has the newer answer before its table does.
            for (var again = 0; again < 2 && differences.Count > 0; again++)
            {
                await page.WaitForTimeoutAsync(1500);
                (isEmpty, differences) = await CompareAsync();
            }
            wrong.AddRange(differences.Select(difference => $"{id}: {difference}"));
            (compared, full) = (compared + 1, full + (isEmpty ? 0 : 1));

            async Task<(bool IsEmpty, IReadOnlyList<string> Differences)> CompareAsync()
            {
                // A panel without data is right when Prometheus has none: this machine may lack a disk or a network that a dashboard asks for.
                var nothing = await panel.GetAttributeAsync("data-state") == "empty";
                var tables = nothing ? NoTables : await TablesAsync(page, panel);
                return (nothing, await DifferencesAsync(tables, (await answers[id].JsonAsync())!.Value, truth));
            }
        }

        wrong.ShouldBeEmpty();
        compared.ShouldBe(panels);
        full.ShouldBeGreaterThanOrEqualTo(3);
        watch.ShouldBeClean();
        await page.Context.DisposeAsync();
    }

    // Soon after the start nothing has been scraped often enough for a rate.
    private static async Task WaitForRatesAsync(Truth truth)
    {
        for (var second = 0; second < 90 && await truth.ValueAsync("count(rate(node_cpu_seconds_total{job=\"node-exporter\"}[1m]))", TimeProvider.System.GetUtcNow().AddSeconds(-Settled)) is null; second++)
            await Task.Delay(1000);
    }

    private static async Task<JsonElement> TablesAsync(IPage page, ILocator panel)
    {
        await panel.HoverAsync();
        await panel.Locator("summary.op-viz-dots").ClickAsync();
        await panel.GetByRole(AriaRole.Button, new() { Name = "Data table" }).ClickAsync();
        await page.Locator("dialog.op-inspect table").First.WaitForAsync();
        using var tables = JsonDocument.Parse(await page.EvaluateAsync<string>(ReadTables));
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator("dialog.op-inspect")).ToHaveCountAsync(0);
        return tables.RootElement.Clone();
    }

    private static async Task<IReadOnlyList<string>> DifferencesAsync(JsonElement tables, JsonElement answer, Truth truth)
    {
        var wrong = new List<string>();
        foreach (var query in answer.GetProperty("meta").GetProperty("queries").EnumerateArray())
        {
            var (expr, step) = (query.GetProperty("expr").GetString()!, query.GetProperty("stepSeconds").GetInt64());
            if (query.GetProperty("kind").GetString() == "instant")
            {
                var shown = tables.EnumerateArray().SelectMany(table => table.GetProperty("rows").EnumerateArray()).SelectMany(row => row.GetProperty("cells").EnumerateArray()).Select(Number).OfType<double>().ToHashSet();
                wrong.AddRange((await truth.InstantAsync(expr, answer.GetProperty("to").GetInt64())).Where(value => !shown.Contains(value)).Select(value => $"no cell {value:R} of {expr}"));
                continue;
            }
            foreach (var series in await truth.RangeAsync(expr, answer.GetProperty("from").GetInt64() / 1000 / step * step, answer.GetProperty("to").GetInt64() / 1000, step))
            {
                if (!tables.EnumerateArray().Where(table => table.GetProperty("timed").GetBoolean()).Any(table => HasColumn(table, series)))
                    wrong.Add($"no column holds a series of {expr}: {string.Join(", ", series.Select(point => $"{point.Key} {point.Value:R}"))}; the tables are {tables.GetRawText()}");
            }
        }
        return wrong;
    }

    // The last step may lie behind the end of what was asked here, and the first before it.
    private static bool HasColumn(JsonElement table, IReadOnlyDictionary<long, double> series)
    {
        var rows = table.GetProperty("rows").EnumerateArray().Select(row => (At: row.GetProperty("at").GetInt64() / 1000, Cells: row.GetProperty("cells"))).ToArray();
        for (var column = 1; rows.Length > 0 && column < rows[0].Cells.GetArrayLength(); column++)
        {
            var shown = rows.Select(row => (row.At, Value: Number(row.Cells[column]))).Where(cell => cell.Value is not null).ToDictionary(cell => cell.At, cell => cell.Value!.Value);
            if (series.Keys.Count(shown.ContainsKey) >= Math.Max(1, series.Count - 1) && shown.All(cell => series.TryGetValue(cell.Key, out var value) ? value.Equals(cell.Value) : cell.Key <= series.Keys.Min() || cell.Key >= series.Keys.Max()))
                return true;
        }
        return false;
    }

    private static double? Number(JsonElement cell) => cell.ValueKind == JsonValueKind.String ? double.Parse(cell.GetString()!, NumberStyles.Float, CultureInfo.InvariantCulture) : null;
}
