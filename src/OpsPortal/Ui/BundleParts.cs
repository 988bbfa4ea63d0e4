using System.Text.Json;
using Microsoft.Extensions.FileProviders;

namespace OpsPortal.Ui;

/// <summary>Which script file of <c>wwwroot/dist</c> was made of which module, and which others it imports: what the bundler wrote into <c>parts.json</c>.</summary>
internal sealed class BundleParts
{
    private const string Root = "wwwroot/";
    private readonly Dictionary<string, (string Source, string[] Imports)> _files = new(StringComparer.Ordinal);

    /// <param name="metafile">esbuild's metafile.</param>
    public BundleParts(JsonDocument metafile)
    {
        foreach (var output in metafile.RootElement.GetProperty("outputs").EnumerateObject())
        {
            var source = output.Value.TryGetProperty("entryPoint", out var entry) ? entry.GetString()! : "";
            var imports = output.Value.GetProperty("imports").EnumerateArray().Where(import => import.GetProperty("kind").ValueEquals("import-statement"));
            _files[Short(output.Name)] = (Short(source), [.. imports.Select(import => Short(import.GetProperty("path").GetString()!))]);
        }
    }

    /// <exception cref="FileNotFoundException">The portal was built without its scripts.</exception>
    public static BundleParts Read(IFileProvider webRoot)
    {
        using var file = webRoot.GetFileInfo("dist/parts.json").CreateReadStream();
        using var metafile = JsonDocument.Parse(file);
        return new BundleParts(metafile);
    }

    /// <param name="sources">Modules as they are called below wwwroot (<c>js/app.js</c>), or a package's name (<c>uplot</c>).</param>
    /// <returns>Their files and all that these import, below wwwroot: <c>dist/js/app.js</c>. What isn't there is left out.</returns>
    public IReadOnlyCollection<string> NeededBy(IEnumerable<string> sources)
    {
        var needed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var source in sources)
        {
            foreach (var (file, _) in _files.Where(file => file.Value.Source == source || file.Value.Source.StartsWith($"node_modules/{source}/", StringComparison.Ordinal)))
                Add(file);
        }
        return needed;

        void Add(string file)
        {
            if (!_files.TryGetValue(file, out var found) || !needed.Add(file))
                return;
            foreach (var import in found.Imports)
                Add(import);
        }
    }

    private static string Short(string path) => path.StartsWith(Root, StringComparison.Ordinal) ? path[Root.Length..] : path;
}
