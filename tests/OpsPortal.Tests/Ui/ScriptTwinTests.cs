using OpsPortal.Ui;

namespace OpsPortal.Tests.Ui;

/// <summary>The browser's scripts and the server write numbers and read ranges alike. Node runs the scripts as they are.</summary>
public sealed class ScriptTwinTests
{
    private static readonly string[] UnitNames =
        ["none", "short", "percent", "percentunit", "s", "ms", "bytes", "decbytes", "Bps", "celsius", "watt", "currencyUSD", "reqps", "tokens", "furlongs",
         "sishort", "hertz", "mwatt", "kwatth", "volt", "pps", "cps", "iops", "eps", "binBps", "bps", "MBs", "GBs", "decbits", "decmbytes", "mbytes", "rotrpm", "kelvin", "degree", "humidity", "m", "d", "µs", "μs",
         "currencyEUR", "currencySEK", "bool", "bool_yes_no", "bool_on_off", "bool:up/down", "hex", "hex0x", "sci", "dtdurations", "dtdurationms", "dthms", "dtdhms", "clocks", "clockms", "timeticks",
         "dateTimeAsIso", "dateTimeAsUS", "time:YYYY-MM-DD", "time:HH:mm:ss.SSS", "suffix: tasks", "prefix:~", "si:mF", "si:W", "count:GPUs", "currency:¤", "currency:financial:¤", "currency:financial:¤:suffix", "rotmhz", "candela", "recpm", "tokens/s", "placement groups", "%", "flops", "MHs", ""];

    private static readonly double[] Values =
        [0, 1, -1, 0.5, 0.0004, 0.0000321, 9.96e-7, 4.4e-11, 6e-17, 0.012345, 0.0995, 0.99949, 0.9996, 1.005, 2.675, 9.995, 12.5, 99.95, 123.456, 999.6, 1000, 1023.9, 1024, 59.99, 60, 3600, 86400, 1e6, 1234567.8, 5e9, 3e12, -42.4242];

    private static readonly string[] Ends = ["now", "now-1h", "now-90m", "now/d", "now-1d/d", "now/w", "now-1w/w", "now-7d/d", "now/M", "now-1M/M", "now-1y/y", "now-2w", "1795255200000"];

    [Fact]
    public async Task Units_ScriptAndServer_WriteTheSame()
    {
        var cases = UnitNames.SelectMany(unit => Values.Select(value => (unit, value))).ToArray();
        var script = await NodeScript.RunAsync<string[]>("units.js", "text", cases.Select(one => new object[] { one.value, one.unit }));

        cases.Zip(script).Select(one => (one.First.unit, one.First.value, script: one.Second, server: Units.Format(one.First.value, one.First.unit).ToString()))
            .Where(one => one.script != one.server).ShouldBeEmpty();
    }

    [Fact]
    public void UnitCatalogue_ScriptAndServer_HaveTheSameLines()
    {
        var script = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "wwwroot", "js", "units", "catalogue.js"));

        script.Split('`')[1].Trim().ShouldBe(UnitCatalogue.Lines.ReplaceLineEndings("\n").Trim());
    }

    [Fact]
    public async Task Units_WithDecimals_ScriptAndServerWriteTheSame()
    {
        var cases = UnitNames.SelectMany(unit => new[] { 0, 1, 3 }.Select(decimals => (unit, decimals))).ToArray();
        var script = await NodeScript.RunAsync<string[]>("units.js", "text", cases.Select(one => new object[] { 1234.5678, one.unit, one.decimals }));

        script.ShouldBe(cases.Select(one => Units.Format(1234.5678, one.unit, one.decimals).ToString()).ToArray());
    }

    [Fact]
    public async Task Ranges_ScriptAndServer_ReadTheSame()
    {
        var now = new DateTimeOffset(2026, 11, 21, 12, 34, 56, TimeSpan.Zero);
        var script = await NodeScript.RunAsync<long[]>("range.js", "resolveEnd", Ends.Select(end => new object[] { end, now.ToUnixTimeMilliseconds(), true }));

        script.ShouldBe(Ends.Select(end => TimePoint.TryResolve(end, now, true, out var at) ? at.ToUnixTimeMilliseconds() : -1).ToArray());
    }
}
