using System.Text.Json;
using OpsPortal.Lab.Loki.Metrics;
using OpsPortal.Lab.Loki.Stages;
using OpsPortal.Lab.Loki.Syntax;
using OpsPortal.Lab.Logs;

namespace OpsPortal.Lab.Loki.Http;

/// <summary>Answers a query for lines: merges streams by time, stops at the limit, groups what is left by labels.</summary>
/// <param name="categorize">Metadata and parsed labels are kept apart from the stream's, one set a line.</param>
internal sealed class StreamQuery(StreamIndex streams, QueryStats stats, bool categorize)
{
    private readonly SortedDictionary<string, (LogLabels Labels, List<Entry> Entries)> _groups = new(StringComparer.Ordinal);

    public int Returned { get; private set; }

    /// <param name="end">Exclusive, unless it equals <paramref name="start"/>: then it is that instant.</param>
    public void Run(LogExpression query, long start, long end, int limit, long interval, bool backward, CancellationToken cancellationToken)
    {
        var slices = streams.Query(query.Selector, start, end == start ? start + 1 : end);
        var queue = new PriorityQueue<(LogSlice Slice, int At), long>();
        foreach (var slice in slices)
            Enqueue(queue, slice, backward ? slice.Lines.Count - 1 : 0, backward);

        var state = new LineState();
        long? last = null;
        while (Returned < limit && queue.TryDequeue(out var next, out _))
        {
            if ((stats.Lines & 0xFFF) == 0)
                cancellationToken.ThrowIfCancellationRequested();
            Enqueue(queue, next.Slice, next.At + (backward ? -1 : 1), backward);
            var line = next.Slice.Lines[next.At];
            stats.Read(line);
            state.Start(next.Slice.Labels, line);
            if (!LineSource.Run(query.Stages, state) || (last is { } t && Math.Abs(line.Time - t) < interval))
                continue;
            last = line.Time;
            Add(state);
        }
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteString("resultType", "streams");
        if (categorize)
        {
            json.WriteStartArray("encodingFlags");
            json.WriteStringValue("categorize-labels");
            json.WriteEndArray();
        }

        json.WriteStartArray("result");
        foreach (var (labels, entries) in _groups.Values)
        {
            json.WriteStartObject();
            json.WriteObject("stream", labels.Pairs);
            json.WriteStartArray("values");
            foreach (var entry in entries)
                Write(json, entry);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Enqueue(PriorityQueue<(LogSlice, int), long> queue, LogSlice slice, int at, bool backward)
    {
        if (at >= 0 && at < slice.Lines.Count)
            queue.Enqueue((slice, at), backward ? -slice.Lines[at].Time : slice.Lines[at].Time);
    }

    private void Add(LineState state)
    {
        Returned++;
        var labels = categorize ? state.StreamLabels() : state.AllLabels();
        if (!_groups.TryGetValue(labels.Text, out var group))
            _groups.Add(labels.Text, group = (labels, []));
        group.Entries.Add(categorize
            ? new Entry(state.Time, state.Text, [.. state.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal)], [.. state.Parsed()])
            : new Entry(state.Time, state.Text, [], []));
    }

    private void Write(Utf8JsonWriter json, Entry entry)
    {
        json.WriteStartArray();
        json.WriteStringValue(entry.Time.ToString(System.Globalization.CultureInfo.InvariantCulture));
        json.WriteStringValue(entry.Line);
        if (categorize)
        {
            json.WriteStartObject();
            if (entry.Metadata.Length > 0)
                json.WriteObject("structuredMetadata", entry.Metadata);
            if (entry.Parsed.Length > 0)
                json.WriteObject("parsed", entry.Parsed);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private sealed record Entry(long Time, string Line, KeyValuePair<string, string>[] Metadata, KeyValuePair<string, string>[] Parsed);
}
