namespace OpsPortal.Lab.Loki.Stages;

/// <summary><c>| pattern `&lt;ip&gt; - - "&lt;method&gt; &lt;_&gt;"`</c>: texts between captures; a capture named _ is left out.</summary>
internal sealed class PatternStage : IStage
{
    private readonly List<(string Text, bool IsCapture)> _parts = [];

    /// <exception cref="FormatException">No capture has a name, or two have no text between them.</exception>
    public PatternStage(string pattern)
    {
        for (var at = 0; at < pattern.Length;)
        {
            if (CaptureAt(pattern, at) is { } capture)
            {
                if (_parts.Count > 0 && _parts[^1].IsCapture)
                    throw new FormatException($"invalid pattern: found consecutive capture '<{_parts[^1].Text}><{capture}>': {pattern}");
                _parts.Add((capture, true));
                at += capture.Length + 2;
                continue;
            }

            var next = at + 1;
            while (next < pattern.Length && CaptureAt(pattern, next) is null)
                next++;
            _parts.Add((pattern[at..next], false));
            at = next;
        }

        if (!_parts.Exists(part => part.IsCapture && part.Text != "_"))
            throw new FormatException($"at least one capture is required: {pattern}");
    }

    public bool Process(LineState line)
    {
        var rest = line.Text.AsSpan();
        for (var i = 0; i < _parts.Count; i++)
        {
            var (text, isCapture) = _parts[i];
            if (!isCapture)
            {
                var found = rest.IndexOf(text, StringComparison.Ordinal);
                if (found < 0)
                    return true;
                rest = rest[(found + text.Length)..];
                continue;
            }

            var end = i + 1 < _parts.Count ? rest.IndexOf(_parts[i + 1].Text, StringComparison.Ordinal) : -1;
            var value = end < 0 ? rest : rest[..end];
            if (text != "_")
                line.Extract(text, value.ToString());
            rest = rest[value.Length..];
        }

        return true;
    }

    private static string? CaptureAt(string pattern, int at)
    {
        if (pattern[at] != '<')
            return null;
        var end = pattern.IndexOf('>', at);
        if (end <= at + 1)
            return null;
        var name = pattern[(at + 1)..end];
        return !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? name : null;
    }
}
