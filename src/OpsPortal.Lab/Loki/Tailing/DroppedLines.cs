using OpsPortal.Lab.Logs;

namespace OpsPortal.Lab.Loki.Tailing;

/// <summary>Lines that a slow reader missed; at most a thousand are told in one frame, the others in the next ones.</summary>
internal sealed class DroppedLines
{
    private const int MostInFrame = 1000;
    private readonly Queue<LogLine> _lines = new();

    public void Add(LogLine line)
    {
        lock (_lines)
            _lines.Enqueue(line);
    }

    public IReadOnlyList<LogLine> Take()
    {
        lock (_lines)
        {
            var taken = new List<LogLine>();
            while (taken.Count < MostInFrame && _lines.TryDequeue(out var line))
                taken.Add(line);
            return taken;
        }
    }
}
