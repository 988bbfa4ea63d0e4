using System.Text;

namespace OpsPortal.Lab.Logs;

/// <summary>The labels of one log stream: unique names in ordinal order. Equal label sets are equal and hash alike.</summary>
public sealed class LogLabels : IEquatable<LogLabels>
{
    private readonly KeyValuePair<string, string>[] _pairs;

    /// <exception cref="ArgumentException">A name is given twice.</exception>
    public LogLabels(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        _pairs = [.. pairs.OrderBy(p => p.Key, StringComparer.Ordinal)];
        for (var i = 1; i < _pairs.Length; i++)
        {
            if (_pairs[i].Key == _pairs[i - 1].Key)
                throw new ArgumentException($"The label \"{_pairs[i].Key}\" is given twice.", nameof(pairs));
        }

        Text = Print(_pairs);
    }

    /// <summary>Name and value pairs, by name in ordinal order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Pairs => _pairs;

    /// <summary>The set as Loki prints it: <c>{level="info", service="h200"}</c>.</summary>
    public string Text { get; }

    /// <summary>A label's value, or an empty string when the stream lacks it (as LogQL's matchers see it).</summary>
    public string this[string name]
    {
        get
        {
            foreach (var pair in _pairs)
            {
                if (pair.Key == name)
                    return pair.Value;
            }

            return "";
        }
    }

    public static LogLabels Of(params ReadOnlySpan<(string Name, string Value)> pairs)
    {
        var list = new List<KeyValuePair<string, string>>(pairs.Length);
        foreach (var (name, value) in pairs)
            list.Add(new(name, value));
        return new LogLabels(list);
    }

    public bool Equals(LogLabels? other) => other is not null && other.Text == Text;

    public override bool Equals(object? obj) => Equals(obj as LogLabels);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);

    public override string ToString() => Text;

    private static string Print(KeyValuePair<string, string>[] pairs)
    {
        var text = new StringBuilder("{");
        foreach (var (name, value) in pairs)
        {
            if (text.Length > 1)
                text.Append(", ");
            text.Append(name).Append("=\"")
                .Append(value.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n")).Append('"');
        }

        return text.Append('}').ToString();
    }
}
