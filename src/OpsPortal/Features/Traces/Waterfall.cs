using OpsPortal.Domain;

namespace OpsPortal.Features.Traces;

/// <summary>A span as it is drawn.</summary>
/// <param name="Depth">0 for a root.</param>
/// <param name="Left">Where it begins in the trace, 0..1.</param>
/// <param name="Width">How much of the trace it takes, 0..1.</param>
/// <param name="Colour">Number of its service's colour, from 1.</param>
/// <param name="IsOrphan">It names a parent that isn't in the trace.</param>
/// <param name="Own">Nanoseconds in which none of its children worked.</param>
internal sealed record WaterfallRow(TraceSpan Span, int Depth, double Left, double Width, int Colour, bool IsOrphan, long Own);

/// <summary>Spans in the order in which one reads them: each followed by its children, by their begin. Pure.</summary>
/// <param name="Start">Nanoseconds since 1970 of the first begin.</param>
/// <param name="Duration">Nanoseconds from the first begin to the last end.</param>
/// <param name="Services">In the order in which they appear, with their colour and number of spans.</param>
internal sealed record Waterfall(IReadOnlyList<WaterfallRow> Rows, long Start, long Duration, IReadOnlyList<(string Service, int Colour, int Spans)> Services, int Errors)
{
    private const int Colours = 10;

    public static Waterfall Of(Trace trace)
    {
        var start = trace.Spans.Min(span => span.Start);
        var duration = Math.Max(1, trace.Spans.Max(span => span.End) - start);
        var known = trace.Spans.Select(span => span.Id).Where(id => id.Length > 0).ToHashSet(StringComparer.Ordinal);
        var children = trace.Spans.Where(span => span.ParentId.Length > 0 && span.ParentId != span.Id && known.Contains(span.ParentId)).ToLookup(span => span.ParentId, StringComparer.Ordinal);
        var below = children.SelectMany(group => group).ToHashSet<TraceSpan>(ReferenceEqualityComparer.Instance);
        var (rows, seen, services) = (new List<WaterfallRow>(trace.Spans.Count), new HashSet<TraceSpan>(ReferenceEqualityComparer.Instance), new List<string>());
        foreach (var root in trace.Spans.Where(span => !below.Contains(span)).OrderBy(span => span.Start))
            Add(root);
        // Spans whose parents name each other have no root: they are shown all the same.
        foreach (var span in trace.Spans.Where(span => !seen.Contains(span)).OrderBy(span => span.Start))
            Add(span);
        return new Waterfall(
            rows, start, duration, [.. services.Select((service, i) => (service, i % Colours + 1, trace.Spans.Count(span => span.Service == service)))], trace.Spans.Count(span => span.IsError));

        // Without recursion: a trace may be a chain of ten thousand.
        void Add(TraceSpan first)
        {
            var open = new Stack<(TraceSpan Span, int Depth)>([(first, 0)]);
            while (open.TryPop(out var next))
            {
                var (span, depth) = next;
                if (!seen.Add(span))
                    continue;
                if (!services.Contains(span.Service))
                    services.Add(span.Service);
                var inside = children[span.Id].OrderBy(child => child.Start).ToArray();
                rows.Add(new WaterfallRow(
                    span, depth, (double)(span.Start - start) / duration, (double)span.Duration / duration, services.IndexOf(span.Service) % Colours + 1,
                    depth == 0 && span.ParentId.Length > 0 && !known.Contains(span.ParentId), OwnTime(span, inside)));
                foreach (var child in inside.Reverse())
                    open.Push((child, depth + 1));
            }
        }
    }

    /// <summary>The span's time less what its children cover together; they may overlap, and reach beyond it.</summary>
    private static long OwnTime(TraceSpan span, IReadOnlyList<TraceSpan> byStart)
    {
        var (covered, until) = (0L, span.Start);
        foreach (var child in byStart)
        {
            var (from, to) = (Math.Max(until, child.Start), Math.Min(span.End, child.End));
            if (to > from)
                (covered, until) = (covered + to - from, to);
        }
        return span.Duration - covered;
    }

    /// <summary>"1.24 ms", "3 µs", "12.5 s".</summary>
    public static string Words(long nanoseconds) => nanoseconds switch
    {
        < 1_000 => FormattableString.Invariant($"{nanoseconds} ns"),
        < 1_000_000 => FormattableString.Invariant($"{nanoseconds / 1e3:0.##} µs"),
        < 1_000_000_000 => FormattableString.Invariant($"{nanoseconds / 1e6:0.##} ms"),
        < 60_000_000_000 => FormattableString.Invariant($"{nanoseconds / 1e9:0.##} s"),
        _ => FormattableString.Invariant($"{nanoseconds / 60_000_000_000} min {nanoseconds % 60_000_000_000 / 1e9:0} s"),
    };
}
