using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace OpsPortal.Tests.Scripts;

/// <summary>The pure parts of the browser's modules: Node runs the *.test.js files beside this one, on the modules as they are served.</summary>
public sealed partial class ScriptTests
{
    [Theory]
    [InlineData("values.test.js")]
    [InlineData("shapes.test.js")]
    [InlineData("gpus.test.js")]
    [InlineData("overlays.test.js")]
    [InlineData("logs.test.js")]
    [InlineData("zone.test.js")]
    [InlineData("editor.test.js")]
    public async Task ScriptModules_RunByNode_HoldTheirPromises(string file)
    {
        var start = new ProcessStartInfo("node") { RedirectStandardOutput = true, RedirectStandardError = true, ArgumentList = { "--test", "--test-reporter=tap", Path.Combine(Folder(), file) } };
        using var node = Process.Start(start)!;
        var (output, error) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        await node.WaitForExitAsync();

        node.ExitCode.ShouldBe(0, await output + await error);
        // A file that holds no test would pass too.
        int.Parse(Passed().Match(await output).Groups[1].ValueSpan).ShouldBeGreaterThan(5);
    }

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    [GeneratedRegex(@"^# pass (\d+)", RegexOptions.Multiline)]
    private static partial Regex Passed();
}
