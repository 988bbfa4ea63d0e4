using System.Text;
using OpsPortal.Lab.Logs;

namespace OpsPortal.Lab.Loki.Stages;

/// <summary>One line on its way through a pipeline: its text and labels of three kinds (stream, structured metadata, parsed).</summary>
/// <remarks>One instance serves all lines of a query, one after the other.</remarks>
internal sealed class LineState
{
    public const string ErrorLabel = "__error__";
    public const string ErrorDetailsLabel = "__error_details__";

    private readonly List<KeyValuePair<string, string>> _metadata = [];
    private readonly List<KeyValuePair<string, string>> _parsed = [];
    private readonly HashSet<string> _removed = new(StringComparer.Ordinal);
    private LogLabels _stream = new([]);

    /// <summary>Nanoseconds since 1970.</summary>
    public long Time { get; private set; }

    public string Text { get; set; } = "";

    /// <summary>Loki's name of what went wrong in a stage; empty when all is well.</summary>
    public string Error { get; private set; } = "";

    public string ErrorDetails { get; private set; } = "";

    public IReadOnlyList<KeyValuePair<string, string>> Metadata => _metadata;

    public void Start(LogLabels stream, LogLine line)
    {
        _stream = stream;
        Time = line.Time;
        Text = line.Line;
        (Error, ErrorDetails) = ("", "");
        _parsed.Clear();
        _removed.Clear();
        _metadata.Clear();
        _metadata.AddRange(line.Metadata);
        if (!_metadata.Exists(pair => pair.Key == LevelDetector.Label))
            _metadata.Add(new(LevelDetector.Label, LevelDetector.Detect(stream, line)));
    }

    /// <summary>A label's value of any kind; empty when there is none.</summary>
    public string Get(string name)
    {
        if (name == ErrorLabel)
            return Error;
        if (name == ErrorDetailsLabel)
            return ErrorDetails;
        return Find(_parsed, name) ?? Find(_metadata, name) ?? (_removed.Contains(name) ? "" : _stream[name]);
    }

    /// <summary>What a parser found. A name that the stream or the metadata has gets <c>_extracted</c> behind it; the first of two wins.</summary>
    public void Extract(string name, string value)
    {
        if (_stream[name].Length > 0 || Find(_metadata, name) is not null)
            name += "_extracted";
        if (Find(_parsed, name) is null)
            _parsed.Add(new(name, value));
    }

    /// <summary>Sets a label, whatever was there.</summary>
    public void Set(string name, string value)
    {
        Remove(name);
        _parsed.Add(new(name, value));
    }

    public void Remove(string name)
    {
        if (name is ErrorLabel or ErrorDetailsLabel)
        {
            (Error, ErrorDetails) = name == ErrorLabel ? ("", ErrorDetails) : (Error, "");
            return;
        }

        _parsed.RemoveAll(pair => pair.Key == name);
        _metadata.RemoveAll(pair => pair.Key == name);
        _removed.Add(name);
    }

    /// <summary>Removes all labels that aren't wanted; errors stay.</summary>
    public void KeepOnly(Func<string, string, bool> wanted)
    {
        _parsed.RemoveAll(pair => !wanted(pair.Key, pair.Value));
        _metadata.RemoveAll(pair => !wanted(pair.Key, pair.Value));
        foreach (var (name, value) in _stream.Pairs)
        {
            if (!wanted(name, value))
                _removed.Add(name);
        }
    }

    public void Fail(string error, string details) => (Error, ErrorDetails) = (error, details);

    /// <summary>The stream's labels as the stages left them.</summary>
    public LogLabels StreamLabels() => _removed.Count == 0 ? _stream : new LogLabels(_stream.Pairs.Where(pair => !_removed.Contains(pair.Key)));

    /// <summary>Parsed labels without the empty ones, by name; an error is among them.</summary>
    public IEnumerable<KeyValuePair<string, string>> Parsed()
    {
        var all = _parsed.Where(pair => pair.Value.Length > 0);
        if (Error.Length > 0)
            all = all.Append(new(ErrorLabel, Error)).Append(new(ErrorDetailsLabel, ErrorDetails));
        return all.OrderBy(pair => pair.Key, StringComparer.Ordinal);
    }

    /// <summary>All labels in one set, as Loki shows them where the kinds aren't asked for.</summary>
    public LogLabels AllLabels()
        => new(StreamLabels().Pairs.Concat(_metadata.Where(pair => pair.Value.Length > 0)).Concat(Parsed()));

    /// <summary>Only the named labels that have a value.</summary>
    public LogLabels Only(IReadOnlyList<string> names)
        => new(names.Distinct().Select(name => new KeyValuePair<string, string>(name, Get(name))).Where(pair => pair.Value.Length > 0));

    /// <summary>A text that is equal for lines with the same values of the names.</summary>
    public string KeyOf(IReadOnlyList<string> names)
    {
        if (names.Count == 1)
            return Get(names[0]);
        var key = new StringBuilder();
        foreach (var name in names)
            key.Append(Get(name)).Append('\u0001');
        return key.ToString();
    }

    private static string? Find(List<KeyValuePair<string, string>> pairs, string name)
    {
        foreach (var pair in pairs)
        {
            if (pair.Key == name)
                return pair.Value;
        }

        return null;
    }
}
