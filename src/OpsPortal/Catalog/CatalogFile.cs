using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace OpsPortal.Catalog;

/// <summary>A catalog file that is one mapping.</summary>
public static class CatalogFile
{
    /// <param name="name">As errors call it.</param>
    /// <param name="startsWith">Its first line, as an example.</param>
    /// <exception cref="CatalogException">Anything is wrong; carries every error.</exception>
    public static T Load<T>(string file, string name, string startsWith, Func<YamlMap, T> read) where T : class
    {
        var errors = new CatalogErrors();
        T? all = null;
        try
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(File.ReadAllText(file)));
            if (yaml.Documents is [{ RootNode: YamlMappingNode root }])
                all = read(new YamlMap(root, name, "", errors));
            else
                errors.Add(name, 1, "(file)", $"must be one YAML mapping that starts with \"{startsWith}\"");
        }
        catch (YamlException error)
        {
            errors.Add(name, error.Start.Line, "(syntax)", error.InnerException?.Message ?? error.Message);
        }
        catch (IOException error)
        {
            errors.Add(name, 0, "(file)", error.Message);
        }
        return errors.All.Count == 0 ? all! : throw new CatalogException(errors.All);
    }
}
