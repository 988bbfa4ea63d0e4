using Microsoft.Extensions.Primitives;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Tests.Features.Dashboards;

/// <summary>The dashboards that come with the portal, as their files are.</summary>
public sealed class CatalogFileTests
{
    public static TheoryData<string> Files => [.. Directory.GetFiles(Path.Combine(RepositoryRoot.Path, "catalog", "dashboards"), "*.json", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(RepositoryRoot.Path, file))];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task CustomVariables_SavedChoice_IsOneOfTheirValues(string file)
    {
        var dashboard = Engine.Read(await File.ReadAllTextAsync(Path.Combine(RepositoryRoot.Path, file)));
        var resolved = await Engine.Answering(_ => "[]").Resolver.ResolveAsync(dashboard, new Dictionary<string, StringValues>(), Engine.From, Engine.To, default);

        foreach (var item in resolved.Items.Where(item => item.Variable.Kind is VariableKind.Custom && item.Variable.DefaultCurrent.Count > 0))
        {
            item.Options.Select(option => option.Value).ShouldContain(item.Variable.DefaultCurrent[0], $"${item.Name}: a pair is “text : value”");
            item.Text.ShouldBe(string.Join(" + ", item.Variable.DefaultText));
        }
        dashboard.Notes.Where(note => note.Tone == "bad").ShouldBeEmpty();
    }
}
