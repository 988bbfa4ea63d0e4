using System.Net;
using System.Text;
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
        await PushAsync("hostile", lines);
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
        await PushAsync("linked", [.. Enumerable.Range(0, 30).Select(i => $"line number {i} of thirty")]);
        var (page, _) = await portal.OpenLogsAsync("{service=\"linked\"}");
        await page.Locator("[data-testid=log-line]").Nth(17).ClickAsync();
        var wanted = await page.Locator("[data-testid=raw-line]").InnerTextAsync();

        var link = await page.Locator("[data-testid=line-link]").GetAttributeAsync("href");
        await page.GotoAsync(new Uri(portal.Stack.Portal, link!).ToString());

        await Assertions.Expect(page.Locator("[data-testid=raw-line]")).ToHaveTextAsync(wanted);
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Tail_Paused_HoldsAndGoesOnWithoutLosing()
    {
        var (page, watch) = await portal.OpenLogsAsync("{service=\"followed\"}", "&tail=1");
        await page.Locator("[data-testid=tail-received]").WaitForAsync();

        await PushAsync("followed", ["first"]);
        await Assertions.Expect(page.Locator("[data-testid=log-line]")).ToHaveCountAsync(1);
        await page.Locator("[data-testid=pause]").ClickAsync();
        await PushAsync("followed", ["second", "third"]);
        await Assertions.Expect(page.Locator("[data-testid=tail-received]")).ToHaveAttributeAsync("data-count", "3");
        await Assertions.Expect(page.Locator("[data-testid=log-line]")).ToHaveCountAsync(1);
        await page.Locator("[data-testid=pause]").ClickAsync();

        await Assertions.Expect(page.Locator("[data-testid=log-line]")).ToHaveCountAsync(3);
        await Assertions.Expect(page.Locator("[data-testid=tail-dropped]")).ToHaveAttributeAsync("data-count", "0");
        watch.ShouldBeClean();
        await page.Context.DisposeAsync();
    }

    private async Task PushAsync(string service, string[] lines)
    {
        var now = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks * 100;
        var body = JsonSerializer.Serialize(new { streams = new[] { new { stream = new { service, level = "info" }, values = lines.Select((line, i) => new[] { $"{now + i}", line }) } } });
        using var http = new HttpClient();
        var answer = await http.PostAsync(new Uri(portal.Stack.Loki, "/loki/api/v1/push"), new StringContent(body, Encoding.UTF8, "application/json"));
        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent, await answer.Content.ReadAsStringAsync());
    }
}
