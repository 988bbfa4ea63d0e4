using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace OpsPortal.Catalog;

/// <summary>The watched services, read once at start from <c>catalog/services/*.yaml</c>.</summary>
public sealed partial class ServiceCatalog(IReadOnlyList<ServiceEntry> services)
{
    private readonly Dictionary<string, ServiceEntry> _byId = services.ToDictionary(service => service.Id, StringComparer.Ordinal);

    /// <summary>In the order of their names.</summary>
    public IReadOnlyList<ServiceEntry> Services { get; } = [.. services.OrderBy(service => service.Name, StringComparer.OrdinalIgnoreCase)];

    /// <summary>Those that can't work without it.</summary>
    public IEnumerable<string> DependentsOf(string id) => services.Where(service => service.DependsOn.Contains(id)).Select(service => service.Id);

    public ServiceEntry? Find(string id) => _byId.GetValueOrDefault(id);

    /// <param name="folder">Holds one YAML file a service. <c>${NAME}</c> and <c>${NAME:-default}</c> are taken from <paramref name="environment"/>;
    /// <c>${label}</c> in lower case stays for the cost drivers.</param>
    /// <exception cref="CatalogException">Anything is wrong; carries every error of every file.</exception>
    public static ServiceCatalog Load(string folder, Func<string, string?> environment)
    {
        var errors = new CatalogErrors();
        var services = new List<ServiceEntry>();
        var files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.yaml").Order(StringComparer.Ordinal).ToArray() : [];
        if (files.Length == 0)
            errors.Add(folder, 0, "services", "there is no *.yaml file here; each watched service needs one");
        foreach (var file in files)
        {
            var name = "catalog/services/" + Path.GetFileName(file);
            if (ReadFile(file, name, environment, errors) is not { } entry)
                continue;
            if (services.Any(other => other.Id == entry.Id))
                errors.Add(name, 1, "id", $"\"{entry.Id}\" is used by another file too");
            services.Add(entry);
        }
        foreach (var (service, other) in services.SelectMany(service => service.DependsOn.Select(other => (service, other))))
        {
            if (other == service.Id || services.All(one => one.Id != other))
                errors.Add($"catalog/services ({service.Id})", 0, "depends_on", $"\"{other}\" is not the id of another service of the catalog");
        }
        return errors.All.Count == 0 ? new ServiceCatalog(services) : throw new CatalogException(errors.All);
    }

    private static ServiceEntry? ReadFile(string file, string name, Func<string, string?> environment, CatalogErrors errors)
    {
        try
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(Expand(File.ReadAllText(file), environment)));
            if (yaml.Documents is [{ RootNode: YamlMappingNode root }])
                return ServiceReader.Read(new YamlMap(root, name, "", errors));
            errors.Add(name, 1, "(file)", "must be one YAML mapping that starts with \"id: …\"");
        }
        catch (YamlException error)
        {
            errors.Add(name, error.Start.Line, "(syntax)", error.InnerException?.Message ?? error.Message);
        }
        return null;
    }

    private static string Expand(string text, Func<string, string?> environment)
        => Variable().Replace(text, match => environment(match.Groups[1].Value) ?? match.Groups[2].Value);

    [GeneratedRegex(@"\$\{([A-Z][A-Z0-9_]*)(?::-([^}]*))?\}")]
    private static partial Regex Variable();
}

/// <summary>The catalog can't be used; the message lists every error with file, line and key.</summary>
public sealed class CatalogException(IReadOnlyList<string> errors)
    : Exception("The catalog has errors:" + string.Concat(errors.Select(error => Environment.NewLine + "  " + error)))
{
    public IReadOnlyList<string> Errors { get; } = errors;
}
