using System.Text.RegularExpressions;

using OpsPortal.Tests;

namespace OpsPortal.BrowserTests.Infrastructure;

/// <summary>
/// A copy of <c>deploy/</c> in which the same rules wait seconds: a test can't sit out "for: 5m". Expressions, labels, routes
/// and receivers stay as they are.
/// </summary>
internal static partial class FastDeploy
{
    public static string Write(string folder)
    {
        var target = Path.Combine(folder, "deploy");
        var source = Path.Combine(RepositoryRoot.Path, "deploy");
        foreach (var file in Directory.GetFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.WriteAllText(copy, Faster(File.ReadAllText(file)));
            File.SetUnixFileMode(copy, File.GetUnixFileMode(file));
        }
        return target;
    }

    private static string Faster(string text)
    {
        text = For().Replace(text, "for: 5s");
        text = Wait().Replace(text, "${1}1s");
        text = Interval().Replace(text, "${1}5s");
        return Evaluation().Replace(text, "${1}2s");
    }

    [GeneratedRegex(@"\bfor: \d+[smhd]\b")]
    private static partial Regex For();

    [GeneratedRegex(@"(group_wait: )\d+[smh]")]
    private static partial Regex Wait();

    [GeneratedRegex(@"(group_interval: )\d+[smh]")]
    private static partial Regex Interval();

    [GeneratedRegex(@"(evaluation_interval: )\d+[smh]")]
    private static partial Regex Evaluation();
}
