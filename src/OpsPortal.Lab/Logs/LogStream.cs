namespace OpsPortal.Lab.Logs;

/// <summary>The lines of one stream in order of time; not safe for threads by itself.</summary>
internal sealed class LogStream(LogLabels labels)
{
    private readonly List<LogLine> _lines = [];

    // Lines before this one were dropped; they are cut off the list in one go from time to time.
    private int _head;

    public LogLabels Labels => labels;

    public bool IsEmpty => _head == _lines.Count;

    public long Oldest => IsEmpty ? long.MaxValue : _lines[_head].Time;

    /// <summary>False when the very same line is here already.</summary>
    public bool Add(LogLine line)
    {
        if (IsEmpty || _lines[^1].Time < line.Time)
        {
            _lines.Add(line);
            return true;
        }

        var after = FirstAfter(line.Time);
        for (var i = after - 1; i >= _head && _lines[i].Time == line.Time; i--)
        {
            if (_lines[i].Line == line.Line)
                return false;
        }

        _lines.Insert(after, line);
        return true;
    }

    public LogLine[] Range(long from, long until)
    {
        if (until <= from)
            return [];
        var start = FirstAfter(from == long.MinValue ? from : from - 1);
        var end = FirstAfter(until - 1);
        return end <= start ? [] : [.. _lines.GetRange(start, end - start)];
    }

    public (int Lines, long Bytes) DropOldest(int most)
    {
        var count = Math.Min(most, _lines.Count - _head);
        long bytes = 0;
        for (var i = _head; i < _head + count; i++)
            bytes += _lines[i].Size;
        _head += count;
        if (_head > _lines.Count / 2)
        {
            _lines.RemoveRange(0, _head);
            _head = 0;
        }

        return (count, bytes);
    }

    // Index of the first line later than the time.
    private int FirstAfter(long time)
    {
        var (low, high) = (_head, _lines.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_lines[middle].Time <= time)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
