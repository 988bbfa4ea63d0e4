using OpsPortal.Domain;

namespace OpsPortal.Clients.Loki;

/// <summary>Lines by level and step, as Loki counts them, and what the numbers of those that it doesn't understand tell.</summary>
/// <param name="width">Seconds of a step; Loki names it by its end.</param>
internal sealed class LokiLevelBars(IReadOnlyList<Series> counted, long width)
{
    private readonly Dictionary<(string Level, long At), double> _lines = [];
    private readonly Dictionary<LogLevelNumbers, double> _numbers = [];

    /// <summary>True when there are lines whose level Loki doesn't understand.</summary>
    public bool HasUnknown { get; } = counted.Any(series => LokiLevelNumbers.IsOpen(LokiLevelNumbers.Said(Detected(series))) && series.Values.Any(lines => lines > 0));

    /// <summary>Lines that have a level by their numbers: <see cref="LokiLevelNumbers.Volume"/>.</summary>
    public void Tell(IReadOnlyList<Series> numbered)
    {
        foreach (var series in numbered)
        {
            var (word, from) = LokiLevelNumbers.Read(series.Labels);
            if (word.Length == 0)
                continue;
            foreach (var (at, lines) in series.Times.Zip(series.Values))
            {
                Add(word, at, lines);
                Add(Detected(series), at, -lines);
                _numbers[from] = _numbers.GetValueOrDefault(from) + lines;
            }
        }
    }

    public LogLevelBars Read(string query)
    {
        foreach (var series in counted)
        {
            var said = LokiLevelNumbers.Said(Detected(series));
            foreach (var (at, lines) in series.Times.Zip(series.Values))
            {
                Add(said, at, lines);
                if (said != Detected(series))
                    _numbers[LogLevelNumbers.Detected] = _numbers.GetValueOrDefault(LogLevelNumbers.Detected) + lines;
            }
        }
        // Lines that came between the two questions are in the second alone.
        return new LogLevelBars(query, [.. _lines.Where(bar => bar.Value > 0).Select(bar => new LogLevelBar(bar.Key.Level, bar.Key.At, bar.Value))])
        {
            Numbers = _numbers.Count == 0 ? null : _numbers.MaxBy(one => one.Value).Key,
        };
    }

    private void Add(string level, double at, double lines) => _lines[(level, (long)at - width)] = _lines.GetValueOrDefault((level, (long)at - width)) + lines;

    private static string Detected(Series series) => series.Labels["detected_level"];
}
