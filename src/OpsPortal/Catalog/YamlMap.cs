using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace OpsPortal.Catalog;

/// <summary>Collects what is wrong with catalog files, each with file, line and key, so that all of it is told at once.</summary>
public sealed class CatalogErrors
{
    private readonly List<string> _errors = [];

    public IReadOnlyList<string> All => _errors;

    public void Add(string file, long line, string key, string problem) => _errors.Add($"{file}:{line}: {key}: {problem}");
}

/// <summary>A YAML mapping that is read key by key; missing, mistyped and unknown keys are noted, not thrown.</summary>
public sealed class YamlMap
{
    private readonly YamlMappingNode _node;
    private readonly string _file;
    private readonly string _path;
    private readonly CatalogErrors _errors;
    private readonly Dictionary<string, YamlNode> _byKey;
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    public YamlMap(YamlMappingNode node, string file, string path, CatalogErrors errors)
    {
        (_node, _file, _path, _errors) = (node, file, path, errors);
        _byKey = node.Children.ToDictionary(pair => ((YamlScalarNode)pair.Key).Value ?? "", pair => pair.Value, StringComparer.Ordinal);
    }

    public IReadOnlyCollection<string> Keys => _byKey.Keys;

    public void Problem(string key, string problem)
        => _errors.Add(_file, _byKey.TryGetValue(key, out var node) ? node.Start.Line : _node.Start.Line, Path(key), problem);

    /// <returns>The text, or "" after noting that the key is missing.</returns>
    public string Required(string key, string example)
    {
        if (Optional(key) is { Length: > 0 } text)
            return text;
        Problem(key, $"is missing or empty; for example \"{key}: {example}\"");
        return "";
    }

    public string? Optional(string key)
    {
        _read.Add(key);
        if (!_byKey.TryGetValue(key, out var node))
            return null;
        if (node is YamlScalarNode scalar)
            return scalar.Value;
        Problem(key, "must be a single text or number");
        return null;
    }

    public decimal? Number(string key)
    {
        if (Optional(key) is not { } text)
            return null;
        if (decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number))
            return number;
        Problem(key, $"\"{text}\" is not a number; write it like 12.5");
        return null;
    }

    /// <returns>False where the key isn't there.</returns>
    public bool Flag(string key)
    {
        if (Optional(key) is not { } text)
            return false;
        if (!bool.TryParse(text, out var flag))
            Problem(key, $"\"{text}\" is neither true nor false");
        return flag;
    }

    public YamlMap? Map(string key)
    {
        _read.Add(key);
        if (!_byKey.TryGetValue(key, out var node))
            return null;
        if (node is YamlMappingNode map)
            return new YamlMap(map, _file, Path(key), _errors);
        Problem(key, "must be a mapping of keys, indented below it");
        return null;
    }

    public IReadOnlyList<YamlMap> Maps(string key)
    {
        var maps = new List<YamlMap>();
        foreach (var (node, index) in Sequence(key).Select((node, index) => (node, index)))
        {
            if (node is YamlMappingNode map)
                maps.Add(new YamlMap(map, _file, $"{Path(key)}[{index}]", _errors));
            else
                _errors.Add(_file, node.Start.Line, $"{Path(key)}[{index}]", "must be a mapping of keys");
        }
        return maps;
    }

    public IReadOnlyList<string> Texts(string key)
        => [.. Sequence(key).OfType<YamlScalarNode>().Select(node => node.Value ?? "")];

    /// <summary>Notes every key that nobody asked for: most are typing errors.</summary>
    public void RejectUnknown()
    {
        foreach (var key in _byKey.Keys.Where(key => !_read.Contains(key)).ToArray())
            Problem(key, $"is not known here; known are {string.Join(", ", _read.Order(StringComparer.Ordinal))}");
    }

    private YamlNode[] Sequence(string key)
    {
        _read.Add(key);
        if (!_byKey.TryGetValue(key, out var node))
            return [];
        if (node is YamlSequenceNode sequence)
            return [.. sequence.Children];
        Problem(key, "must be a list, each entry starting with \"- \"");
        return [];
    }

    private string Path(string key) => _path.Length == 0 ? key : $"{_path}.{key}";
}
