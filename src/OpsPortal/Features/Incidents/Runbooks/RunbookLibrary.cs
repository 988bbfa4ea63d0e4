using System.Text.RegularExpressions;

namespace OpsPortal.Features.Incidents.Runbooks;

/// <summary>One page of <c>docs/runbooks</c>.</summary>
/// <param name="Name">The file's name without ".md", as it stands in an alert's <c>runbook_url</c>.</param>
public sealed record Runbook(string Name, string Title, string Html);

/// <summary>The runbooks that lie beside the program; read when asked for, so that an edited one shows at once.</summary>
public sealed partial class RunbookLibrary(IHostEnvironment environment)
{
    public const string Path = "/runbooks/";

    private string Folder => System.IO.Path.Combine(environment.ContentRootPath, "docs", "runbooks");

    /// <returns>Null when there is no such page.</returns>
    public Runbook? Find(string name)
    {
        var file = System.IO.Path.Combine(Folder, name + ".md");
        if (!Name().IsMatch(name) || !File.Exists(file))
            return null;
        var source = File.ReadAllText(file);
        return new Runbook(name, RunbookText.Title(source) is { Length: > 0 } title ? title : name, RunbookText.ToHtml(source, skipTitle: true));
    }

    /// <summary>For an alert's <c>runbook_url</c>; null when it points elsewhere.</summary>
    public Runbook? FindByAddress(string address) => address.StartsWith(Path, StringComparison.Ordinal) ? Find(address[Path.Length..].Split('#')[0]) : null;

    /// <summary>In the order of their titles.</summary>
    public IReadOnlyList<Runbook> All() => !Directory.Exists(Folder) ? [] :
    [
        .. Directory.GetFiles(Folder, "*.md").Select(file => System.IO.Path.GetFileNameWithoutExtension(file)).Where(name => name != "README")
            .Select(Find).OfType<Runbook>().OrderBy(one => one.Title, StringComparer.OrdinalIgnoreCase),
    ];

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9-]{0,79}$")]
    private static partial Regex Name();
}
