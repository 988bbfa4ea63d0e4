using OpsPortal.Lab.Exposition;

namespace OpsPortal.Lab.History;

/// <summary>All samples of one UTC day, series by series: the order in which they have to be written.</summary>
internal sealed class DayMatrix
{
    private readonly IReadOnlyList<MetricPage> _pages;
    private readonly long[][] _rows;
    private readonly long[] _scratch = new long[64];
    private readonly bool[][] _up;
    private readonly long[] _times;

    public DayMatrix(IReadOnlyList<MetricPage> pages, int capacity)
    {
        _pages = pages;
        var series = pages.Sum(p => p.Families.Sum(f => f.Members.Sum(m => m.Slots)));
        _rows = [.. Enumerable.Range(0, series).Select(_ => new long[capacity])];
        _up = [.. pages.Select(_ => new bool[capacity])];
        _times = new long[capacity];
    }

    /// <summary>Number of instants.</summary>
    public int Count { get; private set; }

    public int SeriesCount => _rows.Length;

    /// <summary>Seconds since 1970 UTC of each instant.</summary>
    public ReadOnlySpan<long> Times => _times.AsSpan(0, Count);

    /// <summary>A series' values as <see cref="IMetric.Read"/> gives them.</summary>
    public ReadOnlySpan<long> Row(int series) => _rows[series].AsSpan(0, Count);

    /// <summary>Whether a page could be scraped at each instant.</summary>
    public ReadOnlySpan<bool> Up(int page) => _up[page].AsSpan(0, Count);

    public void Clear() => Count = 0;

    /// <summary>Takes a sample of everything.</summary>
    /// <param name="at">Seconds since 1970 UTC.</param>
    /// <param name="isUp">Whether a page can be scraped.</param>
    public void Take(long at, Func<MetricPage, bool> isUp)
    {
        _times[Count] = at;
        var row = 0;
        for (var p = 0; p < _pages.Count; p++)
        {
            _up[p][Count] = isUp(_pages[p]);
            foreach (var family in _pages[p].Families)
            {
                foreach (var metric in family.Members)
                {
                    metric.Read(_scratch);
                    for (var slot = 0; slot < metric.Slots; slot++)
                        _rows[row++][Count] = _scratch[slot];
                }
            }
        }

        Count++;
    }
}
