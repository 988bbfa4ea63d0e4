using System.Text.Json;
using Microsoft.Playwright;
using OpsPortal.BrowserTests.Infrastructure;

namespace OpsPortal.BrowserTests;

/// <summary>The logs page in a real browser: hostile lines, the builder and the editor, live tails, links to a line.</summary>
[Collection(nameof(Portal))]
public sealed class LogsTests(Portal portal)
{
    private const string Script = "<script>window.hacked=1</script><img src=x onerror=\"window.hacked=1\">";

    [Fact]
    public async Task HostileLines_InListTreeContextAndTail_AreTextAndNeverRun()
    {
        string[] lines =
        [
            Script,
            JsonSerializer.Serialize(new Dictionary<string, object> { ["msg"] = "json " + Script, [Script] = Script, ["trace_id"] = "\"><script>window.hacked=1</script>", ["nested"] = new Dictionary<string, object> { ["x"] = new[] { Script } } }),
            "user\u202egpj.exe \u2066turned\u2069 \u0000\u0007 and \u001b[31mred\u001b[0m \u001b]8;;javascript:alert(1)\u0007",
            "megabyte " + Script + new string('x', 1_000_000),
        ];
        await portal.Stack.PushAsync("hostile", lines);
        var (page, watch) = await portal.OpenLogsAsync("{service=\"hostile\"}", "&wrap=1");
        await Assertions.Expect(page.Locator("[data-testid=log-line]")).ToHaveCountAsync(lines.Length);

        for (var i = 0; i < lines.Length; i++)
        {
            await page.Locator("[data-testid=log-line]").Nth(i).ClickAsync();
            await page.Locator("[data-testid=raw-line]").WaitForAsync();
            foreach (var closed in await page.Locator("[data-testid=json-tree] details:not([open]) > summary").AllAsync())
                await closed.ClickAsync();
            await page.Locator("[data-testid=context]").ClickAsync();
            await page.Locator("[data-testid=log-context] [data-testid=log-line]").First.WaitForAsync();
            await page.Keyboard.PressAsync("Escape");
        }
        var list = await page.Locator(".op-loglist").First.InnerTextAsync();
        list.ShouldContain("<script>window.hacked=1</script>");
        list.ShouldContain("user⟨U+202E⟩gpj.exe");
        list.ShouldContain("␀␇");
        (await page.Locator("[data-testid=log-line] [data-ansi=red]").InnerTextAsync()).ShouldBe("red");
        (await page.Locator(".op-logs-root script, .op-logs-root img, .op-logs-root a[href^=javascript]").CountAsync()).ShouldBe(0);
        (await page.EvaluateAsync<bool>("() => 'hacked' in window")).ShouldBeFalse();
        watch.ShouldBeClean();
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task FieldValues_OfElasticsearch_AreThoseOfAllLinesAndNarrowTheQuery()
    {
        var (page, watch) = await portal.OpenAsync();
        // No cluster is at hand: the portal's own answers, in the form that the API's tests hold.
        await page.RouteAsync("**/api/v1/logs/lines*", route => route.FulfillAsync(new()
        {
            ContentType = "application/json",
            Body = JsonSerializer.Serialize(new
            {
                lines = new[] { new { t = "1795231791923939249", s = 0, v = "error", l = "{\"message\":\"failed\",\"http.status\":502}" } }, streams = new[] { new Dictionary<string, string> { ["service.name"] = "api" } },
                edgeCut = false, query = "*", at = 1795231800000, ms = 3, warnings = Array.Empty<string>(),
            }),
        }));
        await page.RouteAsync("**/api/v1/logs/field-stats*", route => route.FulfillAsync(new()
        {
            ContentType = "application/json",
            Body = JsonSerializer.Serialize(new
            {
                field = "http.status", lines = 1200, present = 1100, distinct = 3, top = new[] { new { value = "200", lines = 900 }, new { value = Script, lines = 100 } }, numbers = new { min = 200, mean = 231.5, max = 504 },
            }),
        }));
        await page.GotoAsync(new Uri(portal.Stack.Portal, "/logs?store=elasticsearch&query=*&from=1795231700000&to=1795231800000").ToString());
        await page.Locator("op-logs:not([data-early])").WaitForAsync();

        await page.Locator("[data-testid=log-line]").First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "What values http.status has" }).ClickAsync();

        var all = page.Locator("[data-testid=field-stats-all]");
        await Assertions.Expect(all).ToContainTextAsync("In 1,100 of all 1,200 lines of the query, about 3 different. Lowest 200, mean 231.5, highest 504.");
        await Assertions.Expect(all).ToContainTextAsync("900 · 81.8 %");
        await Assertions.Expect(all).ToContainTextAsync("Others: 100 lines");
        await Assertions.Expect(all).ToContainTextAsync("<script>window.hacked=1</script>");
        await page.ShouldBeAccessible();
        await all.GetByRole(AriaRole.Button, new() { Name = "200" }).ClickAsync();
        await page.WaitForURLAsync(url => Uri.UnescapeDataString(url).Contains("query=http.status:\"200\""));
        (await page.EvaluateAsync<bool>("() => 'hacked' in window")).ShouldBeFalse();
        watch.ShouldBeClean();
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task BuilderAndEditor_WhatOneWrites_TheOtherShows()
    {
        var (page, watch) = await portal.OpenLogsAsync("{service=\"hdc\"}");
        await page.Locator("[data-testid=log-line]").First.WaitForAsync();

        await page.Locator(".op-logs-levels [data-level=info]").ClickAsync();
        await Assertions.Expect(page.Locator(".op-log-editor .cm-content")).ToHaveTextAsync("{service=\"hdc\"} | detected_level=\"info\"");
        await page.WaitForURLAsync(url => Uri.UnescapeDataString(url).Contains("detected_level=\"info\""));

        await page.Locator(".op-log-editor .cm-content").ClickAsync();
        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.InsertTextAsync("{service=\"h200\"} | detected_level=\"error\"");
        await Assertions.Expect(page.Locator("[data-testid=service]")).ToHaveValueAsync("h200");
        await Assertions.Expect(page.Locator(".op-logs-levels [data-level=error]")).ToHaveAttributeAsync("aria-pressed", "true");

        await page.Locator(".op-log-editor .cm-content").ClickAsync();
        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.InsertTextAsync("sum(rate({service=\"h200\"}[1m]))");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("[data-testid=number-row]").First.WaitForAsync();
        await Assertions.Expect(page.Locator("[data-testid=builder-off]")).ToBeVisibleAsync();
        watch.ShouldBeClean();
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task LinkToALine_OpenedByAnother_OpensThatLine()
    {
        await portal.Stack.PushAsync("linked", [.. Enumerable.Range(0, 30).Select(i => $"line number {i} of thirty")]);
        var (page, _) = await portal.OpenLogsAsync("{service=\"linked\"}");
        await page.Locator("[data-testid=log-line]").Nth(17).ClickAsync();
        var wanted = await page.Locator("[data-testid=raw-line]").InnerTextAsync();

        var link = await page.Locator("[data-testid=line-link]").GetAttributeAsync("href");
        await page.GotoAsync(new Uri(portal.Stack.Portal, link!).ToString());

        await Assertions.Expect(page.Locator("[data-testid=raw-line]")).ToHaveTextAsync(wanted);
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Copy_OfSelectedRows_IsALineOfTextForEach()
    {
        await portal.Stack.PushAsync("copied", ["{\"message\":\"first\",\"n\":1}", "second <b>line</b>", "third"]);
        var (page, watch) = await portal.OpenLogsAsync("{service=\"copied\"}");
        await Assertions.Expect(page.Locator("[data-testid=log-line]")).ToHaveCountAsync(3);

        // In the page's own words: a headless browser has no clipboard of its own.
        var copied = await page.EvaluateAsync<string>(
            """
            () => {
              const rows = [...document.querySelectorAll("[data-testid=log-line]")].sort((a, b) => a.dataset.index - b.dataset.index);
              getSelection().setBaseAndExtent(rows[1].querySelector("bdi").firstChild, 3, rows[2].querySelector("bdi").firstChild, 2);
              const data = new DataTransfer();
              rows[1].dispatchEvent(new ClipboardEvent("copy", { clipboardData: data, bubbles: true, cancelable: true }));
              return data.getData("text/plain");
            }
            """);

        var lines = copied.Split('\n');
        lines.Length.ShouldBe(2);
        lines[0].ShouldEndWith(" copied second <b>line</b>");
        lines[1].ShouldEndWith(" copied {\"message\":\"first\",\"n\":1}");
        watch.ShouldBeClean();
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Tail_Paused_HoldsAndGoesOnWithoutLosing()
    {
        var (page, watch) = await portal.OpenLogsAsync("{service=\"followed\"}", "&tail=1");
        await page.Locator("[data-testid=tail-received]").WaitForAsync();

        await portal.Stack.PushAsync("followed", ["first"]);
        await Assertions.Expect(page.Locator("[data-testid=log-line]")).ToHaveCountAsync(1);
        await page.Locator("[data-testid=pause]").ClickAsync();
        await portal.Stack.PushAsync("followed", ["second", "third"]);
        await Assertions.Expect(page.Locator("[data-testid=tail-received]")).ToHaveAttributeAsync("data-count", "3");
        await Assertions.Expect(page.Locator("[data-testid=log-line]")).ToHaveCountAsync(1);
        await page.Locator("[data-testid=pause]").ClickAsync();

        await Assertions.Expect(page.Locator("[data-testid=log-line]")).ToHaveCountAsync(3);
        await Assertions.Expect(page.Locator("[data-testid=tail-dropped]")).ToHaveAttributeAsync("data-count", "0");
        watch.ShouldBeClean();
        await page.Context.DisposeAsync();
    }
}
