using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dapper;
using Microsoft.Playwright;
using Npgsql;
using OpsPortal.BrowserTests.Infrastructure;

namespace OpsPortal.BrowserTests;

/// <summary>A flight recording is drawn as it was stored: a line a GPU and figure, and the points behind it are the stored ones.</summary>
[Collection(nameof(Portal))]
public sealed class RecordingTests(Portal portal)
{
    // In how many of the canvas' columns there is a pixel of the colour, as a share.
    private const string Drawn =
        """
        (chart, name) => {
          const swatch = [...chart.querySelectorAll(".op-chart-legend-item")].find(item => item.querySelector("button").title === name).querySelector(".op-chart-swatch");
          const probe = document.createElement("canvas").getContext("2d");
          probe.fillStyle = getComputedStyle(swatch).getPropertyValue("--op-swatch").trim();
          probe.fillRect(0, 0, 1, 1);
          const [r, g, b] = probe.getImageData(0, 0, 1, 1).data;
          const canvas = chart.querySelector("canvas"), { data, width, height } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          const near = at => data[at + 3] > 200 && Math.abs(data[at] - r) + Math.abs(data[at + 1] - g) + Math.abs(data[at + 2] - b) < 40;
          let columns = 0;
          for (let x = 0; x < width; x++) for (let y = 0; y < height; y++) if (near((y * width + x) * 4)) { columns++; break; }
          return columns / width;
        }
        """;

    // The oldest first; without the rows that break the lines where nothing was measured for long.
    private const string ReadTable =
        """
        chart => [...chart.querySelectorAll(".op-chart-table tbody tr")].reverse()
          .map(row => [...row.cells].slice(1).map(cell => (cell.dataset.raw === undefined ? null : Number(cell.dataset.raw)))).filter(row => row.some(value => value !== null))
        """;

    [Fact]
    public async Task Recording_OfAnXid_DrawsALineAGpuAndHoldsTheStoredFigures()
    {
        var (id, host, figures) = await RecordAsync();
        var times = figures.GetProperty("at").GetArrayLength();
        times.ShouldBeGreaterThan(10, $"seconds of {host} before the XID");
        var gpus = figures.GetProperty("utilization").GetArrayLength();
        Enumerable.Range(0, times).ShouldAllBe(row => figures.GetProperty("utilization").EnumerateArray().Any(gpu => gpu[row].ValueKind == JsonValueKind.Number), "each second something was measured");
        var (page, watch) = await portal.OpenAsync();
        await page.GotoAsync(new Uri(portal.Stack.Portal, $"/gpus/recordings/{id}").ToString());
        await page.TakenOverAsync();
        var chart = page.GetByTestId("gpu-compare-chart");
        await Assertions.Expect(chart).ToHaveAttributeAsync("data-state", "ready");
        await chart.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Table of") }).ClickAsync();

        foreach (var (button, key, factor) in new[] { ("Memory", "memoryMiB", 1048576.0), ("Power", "power", 1), ("Utilization", "utilization", 1), ("Temperature", "temperature", 1) })
        {
            await page.GetByTestId("recording-chart").GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
            await Assertions.Expect(chart.Locator(".op-chart-title")).ToContainTextAsync(button);
            var rows = await chart.EvaluateAsync<JsonElement>(ReadTable);
            rows.GetArrayLength().ShouldBe(times, button);
            for (var row = 0; row < times; row++)
            {
                for (var gpu = 0; gpu < gpus; gpu++)
                    Number(rows[row][gpu]).ShouldBe(Number(figures.GetProperty(key)[gpu][row]) * factor, $"{button} of GPU {gpu} in row {row}");
            }
        }

        var names = await chart.Locator(".op-chart-legend-item button").AllInnerTextsAsync();
        names.Count.ShouldBe(gpus);
        foreach (var name in names)
        {
            // Shown alone: lines of GPUs that do the same cover each other. Steep pieces are drawn in paler pixels than those that are counted.
            await chart.Locator(".op-chart-legend-item").GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();
            await Assertions.Expect(chart.Locator(".op-chart-legend-item:not([data-off])")).ToHaveCountAsync(1);
            await page.WaitForTimeoutAsync(200);
            (await chart.EvaluateAsync<double>($"chart => ({Drawn})(chart, '{name}')")).ShouldBeGreaterThan(0.3, name);
            var others = names.First(other => other != name);
            (await chart.EvaluateAsync<double>($"chart => ({Drawn})(chart, '{others}')")).ShouldBeLessThan(0.1, $"{others} while {name} is shown alone");
        }

        await SaidInTheTableAsync(page, figures, gpus);
        watch.ShouldBeClean();
        await page.Context.DisposeAsync();
    }

    // "12 °C to 60 °C, last 41 °C" of each GPU: to the whole degree.
    private static async Task SaidInTheTableAsync(IPage page, JsonElement figures, int gpus)
    {
        var said = await page.GetByTestId("gpu-recording").Locator("td[data-label=Temperature] small").AllInnerTextsAsync();
        said.Count.ShouldBe(gpus);
        for (var gpu = 0; gpu < gpus; gpu++)
        {
            var stored = figures.GetProperty("temperature")[gpu].EnumerateArray().Select(Number).OfType<double>().ToList();
            var figuresSaid = Regex.Matches(said[gpu], @"-?[0-9.]+").Select(match => double.Parse(match.Value, System.Globalization.CultureInfo.InvariantCulture)).ToList();
            figuresSaid.Count.ShouldBe(3, said[gpu]);
            foreach (var (shown, real) in figuresSaid.Zip([stored.Min(), stored.Max(), stored[^1]]))
                shown.ShouldBe(real, 0.51, said[gpu]);
        }
    }

    private static double? Number(JsonElement value) => value.ValueKind == JsonValueKind.Null ? null : value.GetDouble();

    /// <summary>Lets a GPU of the lab tell an XID, and waits for what the recorder keeps of it.</summary>
    private async Task<(long Id, string Host, JsonElement Figures)> RecordAsync()
    {
        using var lab = new HttpClient { BaseAddress = portal.Stack.Lab };
        await using var database = new NpgsqlConnection(portal.Stack.ConnectionString);
        (await lab.PutAsync("/lab/scenarios/gpu-xid?service=h200&minutes=3", null)).EnsureSuccessStatusCode();
        try
        {
            for (var second = 0; second < 120; second++)
            {
                var kept = await database.QueryFirstOrDefaultAsync<(long Id, string Host, byte[] Figures)>("SELECT id, host, figures FROM gpu_recordings WHERE reason = 'xid:94' ORDER BY id DESC LIMIT 1");
                if (kept.Figures is { } packed)
                {
                    await using var unpacked = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
                    using var json = await JsonDocument.ParseAsync(unpacked);
                    return (kept.Id, kept.Host, json.RootElement.Clone());
                }
                await Task.Delay(1000);
            }
            throw new InvalidOperationException("The recorder kept nothing of the XID.");
        }
        finally
        {
            (await lab.DeleteAsync("/lab/scenarios/gpu-xid")).EnsureSuccessStatusCode();
        }
    }
}
