using System.Collections.Concurrent;
using OpsPortal.Lab.Loki.Syntax;
using OpsPortal.Lab.Logs;

namespace OpsPortal.Lab.Loki;

/// <summary>The store's streams as Loki knows them: with <c>service_name</c>, which is found at ingestion.</summary>
internal sealed class StreamIndex(LogStore store)
{
    private const string ServiceName = "service_name";

    // Loki's order of discovery.
    private static readonly string[] Sources =
    [
        "service", "app", "application", "app_name", "name", "app_kubernetes_io_name", "container", "container_name", "k8s_container_name",
        "component", "workload", "job", "k8s_job_name",
    ];

    private readonly ConcurrentDictionary<LogLabels, LogLabels> _known = new();

    /// <summary>Streams that match, with their lines of [<paramref name="from"/>, <paramref name="until"/>), oldest first.</summary>
    public IReadOnlyList<LogSlice> Query(Selector selector, long from, long until)
    {
        var slices = store.Query(from, until, labels => selector.Matches(Complete(labels)));
        return [.. slices.Select(slice => new LogSlice(Complete(slice.Labels), slice.Lines))];
    }

    /// <summary>The labels with <c>service_name</c>.</summary>
    public LogLabels Complete(LogLabels labels)
    {
        if (_known.TryGetValue(labels, out var complete))
            return complete;
        complete = labels[ServiceName].Length > 0 ? labels : new LogLabels(labels.Pairs.Append(new(ServiceName, Service(labels))));
        if (_known.Count < 10_000)
            _known.TryAdd(labels, complete);
        return complete;
    }

    private static string Service(LogLabels labels)
    {
        foreach (var source in Sources)
        {
            if (labels[source] is { Length: > 0 } value)
                return value;
        }

        return "unknown_service";
    }
}
