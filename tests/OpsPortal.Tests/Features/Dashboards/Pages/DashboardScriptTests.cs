using System.Diagnostics;
using System.Text.Json;

namespace OpsPortal.Tests.Features.Dashboards.Pages;

/// <summary>What the dashboard page's scripts decide without a page; Node runs them as they are.</summary>
public sealed class DashboardScriptTests
{
    [Fact]
    public async Task Csv_Frames_AreAValueARow_WithTimesAndLabels()
        => (await RunAsync("""rowsOf({ panel: "3", title: "T", vars: "var-a=1&scope-gpu=0" }, { spec: { title: "CPU" }, frames: [{ refId: "A", fields: [{ name: "Time", type: "time", values: [0, 60000] }, { name: "Value", display: "h200", type: "number", labels: { job: "x" }, values: [1.5, null] }] }] })"""))
            .ShouldBe("""[["CPU","3","gpu=0","A",0,"1970-01-01T00:00:00.000Z","h200","job=x",1.5]]""");

    [Fact]
    public async Task Csv_FailedPanel_IsARowThatSaysSo()
        => (await RunAsync("""rowsOf({ panel: "3", title: "T" }, { error: "answered 503" })""")).ShouldBe("""[["T","3","","","","","error","","answered 503"]]""");

    [Theory]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"x\"", "\"say \"\"x\"\"\"")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("-5", "-5")]
    public async Task Csv_Cell_IsQuotedAndNeverAFormula(string text, string written)
        => JsonSerializer.Deserialize<string>(await RunAsync($"cell({JsonSerializer.Serialize(text)})")).ShouldBe(written);

    private static async Task<string> RunAsync(string expression)
    {
        var module = "file://" + Path.Combine(RepositoryRoot.Path, "wwwroot", "js", "dashboards", "csv.js");
        var code = $"const {{ rowsOf, cell }} = await import('{module}'); console.log(JSON.stringify({expression}));";
        var start = new ProcessStartInfo("node") { RedirectStandardOutput = true, RedirectStandardError = true, ArgumentList = { "--input-type=module", "--eval", code } };
        using var node = Process.Start(start)!;
        var (output, error) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        await node.WaitForExitAsync();
        node.ExitCode.ShouldBe(0, await error);
        return (await output).Trim();
    }
}
