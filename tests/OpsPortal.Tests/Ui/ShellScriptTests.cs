using System.Diagnostics;

namespace OpsPortal.Tests.Ui;

/// <summary>What the shell's scripts decide without a page. Node runs them as they are, over the little of a browser that they touch on loading.</summary>
public sealed class ShellScriptTests
{
    private const string Browser =
        """
        const store = { href: "http://portal/d/x?from=1&to=2&at=500" };
        globalThis.location = new Proxy(store, { get: (all, name) => name === "href" ? all.href : new URL(all.href)[name] });
        globalThis.document = { addEventListener() {}, dispatchEvent: event => events.push([event.type, event.detail]), querySelector: () => null };
        globalThis.addEventListener = () => {};
        globalThis.CustomEvent = class { constructor(type, options) { this.type = type; this.detail = options?.detail; } };
        const events = [];
        const move = (state, unused, url) => { if (url != null) store.href = new URL(url, store.href).href; };
        globalThis.history = { state: null, pushState: move, replaceState: move };
        """;

    [Theory]
    [InlineData("/logs?service=h200", "http://portal/logs?service=h200&at=500&from=1&to=2")]
    [InlineData("/logs?from=now-6h&to=now", "http://portal/logs?from=now-6h&to=now&at=500")]
    [InlineData("/d/x?from=1&to=2", "http://portal/d/x?from=1&to=2")]
    [InlineData("/d/x?from=now-1h&to=now", "http://portal/d/x?from=now-1h&to=now&at=500")]
    [InlineData("/gpus?at=900", "http://portal/gpus?at=900")]
    public async Task Pin_Navigation_KeepsTheInstantUnlessItIsLetGo(string to, string lands)
        => (await RunAsync($"await import('{Module("pin.js")}'); history.pushState(null, '', '{to}'); console.log(location.href);")).ShouldBe(lands);

    [Fact]
    public async Task Pin_LetGo_LeavesTheAddressAndSaysSo()
        => (await RunAsync($"const {{ pin }} = await import('{Module("pin.js")}'); pin(null); console.log(location.href, JSON.stringify(events));"))
            .ShouldBe("http://portal/d/x?from=1&to=2 [[\"op-at\",null],[\"op-moved\",null]]");

    [Theory]
    [InlineData("back", 1_000_000, 1_600_000, "700000,1300000")]
    [InlineData("forward", 1_000_000, 1_600_000, "1300000,1900000")]
    [InlineData("out", 1_000_000, 1_600_000, "700000,1900000")]
    [InlineData("out", 9_400_000, 10_000_000, "8800000,10000000")]
    public async Task Range_Moved_ByHalfOfItselfAndNeverIntoTheFutureByZoomingOut(string way, long from, long to, string range)
        => (await RunAsync($"const {{ moved }} = await import('{Module("range-tools.js")}'); console.log(String(moved('{way}', [{from}, {to}], 10000000)));")).ShouldBe(range);

    private static string Module(string name) => "file://" + Path.Combine(RepositoryRoot.Path, "wwwroot", "js", name);

    private static async Task<string> RunAsync(string code)
    {
        var start = new ProcessStartInfo("node") { RedirectStandardOutput = true, RedirectStandardError = true, ArgumentList = { "--input-type=module", "--eval", Browser + code } };
        using var node = Process.Start(start)!;
        var (output, error) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        await node.WaitForExitAsync();
        node.ExitCode.ShouldBe(0, await error);
        return (await output).Trim();
    }
}
