using System.Text.RegularExpressions;

namespace OpsPortal.Tests;

/// <summary>Data flows one way, and a feature can be deleted by deleting its folder.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string Source = Path.Combine(RepositoryRoot.Path, "src", "OpsPortal");

    [Fact]
    public void Features_NeverReferenceEachOther()
    {
        var offenders = Files("Features").SelectMany(file => FeatureName().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)
            .Where(feature => feature != FeatureOf(file)).Select(feature => $"{Path.GetRelativePath(Source, file)} → {feature}"));

        offenders.Distinct().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Domain", "Catalog|Clients|Storage|Live|Ui|Features")]
    [InlineData("Catalog", "Clients|Storage|Live|Ui|Features")]
    [InlineData("Clients", "Storage|Live|Ui|Features")]
    [InlineData("Storage", "Clients|Live|Ui|Features")]
    [InlineData("Live", "Ui|Features")]
    [InlineData("Ui", "Features")]
    public void LowerFolders_NeverReferenceHigherOnes(string folder, string higher)
    {
        var reference = new Regex($@"\bOpsPortal\.({higher})\b");
        var offenders = Files(folder).Where(file => reference.IsMatch(File.ReadAllText(file))).Select(file => Path.GetRelativePath(Source, file));

        offenders.ShouldBeEmpty();
    }

    private static string FeatureOf(string file) => Path.GetRelativePath(Path.Combine(Source, "Features"), file).Split(Path.DirectorySeparatorChar)[0];

    private static IEnumerable<string> Files(string folder)
        => Directory.GetFiles(Path.Combine(Source, folder), "*", SearchOption.AllDirectories).Where(file => file.EndsWith(".cs") || file.EndsWith(".razor"));

    [GeneratedRegex(@"\bOpsPortal\.Features\.(\w+)")]
    private static partial Regex FeatureName();
}
