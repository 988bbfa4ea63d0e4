using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace OpsPortal.Tests.Ui;

/// <summary>Runs a function of the browser's modules by Node.</summary>
internal static class NodeScript
{
    /// <param name="module">Below wwwroot/js.</param>
    /// <param name="calls">The arguments of each call.</param>
    /// <param name="now">What the script takes for now; null: the clock.</param>
    /// <returns>What the calls gave, in their order.</returns>
    public static async Task<T> RunAsync<T>(string module, string function, IEnumerable<object[]> calls, DateTimeOffset? now = null)
    {
        var path = Path.Combine(RepositoryRoot.Path, "wwwroot", "js", module);
        var clock = now is { } at ? string.Create(CultureInfo.InvariantCulture, $"Date.now = () => {at.ToUnixTimeMilliseconds()};") : "";
        var code = string.Create(CultureInfo.InvariantCulture,
            $"import {{ {function} }} from {JsonSerializer.Serialize("file://" + path)}; {clock} console.log(JSON.stringify({JsonSerializer.Serialize(calls)}.map(all => {function}(...all))));");
        var start = new ProcessStartInfo("node") { RedirectStandardOutput = true, RedirectStandardError = true, ArgumentList = { "--input-type=module", "--eval", code } };
        using var node = Process.Start(start)!;
        var (output, error) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        await node.WaitForExitAsync();
        node.ExitCode.ShouldBe(0, await error);
        return JsonSerializer.Deserialize<T>(await output)!;
    }
}
