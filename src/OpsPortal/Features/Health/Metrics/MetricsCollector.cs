using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using OpsPortal.Domain;

namespace OpsPortal.Features.Health.Metrics;

/// <summary>
/// Listens to the portal's own meter, and to chosen instruments of the framework, from the start of the process, and keeps
/// what they measure for the next scrape. A writer of our own, because the SDK's exporter for this format can't be had as a
/// package and what is needed of it is this small.
/// </summary>
internal sealed class MetricsCollector : IHostedService, IDisposable
{
    private static readonly double[] DefaultBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    /// <summary>The framework's instruments that are exposed, with the tags that are kept: the others name connections, users or files.</summary>
    private static readonly Dictionary<string, string[]> Framework = new(StringComparer.Ordinal)
    {
        ["http.server.request.duration"] = ["http.request.method", "http.route", "http.response.status_code"],
        ["http.server.active_requests"] = [],
        ["kestrel.active_connections"] = [],
        ["kestrel.rejected_connections"] = [],
        ["aspnetcore.components.circuit.active"] = [],
        ["aspnetcore.components.circuit.connected"] = [],
        ["signalr.server.active_connections"] = ["signalr.transport"],
        ["db.client.connection.count"] = ["db.client.connection.state"],
        ["db.client.connection.max"] = [],
        ["db.client.operation.duration"] = [],
        ["dotnet.gc.collections"] = ["gc.heap.generation"],
        ["dotnet.gc.pause.time"] = [],
        ["dotnet.gc.heap.total_allocated"] = [],
        ["dotnet.gc.last_collection.heap.size"] = ["gc.heap.generation"],
        ["dotnet.gc.last_collection.memory.committed_size"] = [],
        ["dotnet.thread_pool.thread.count"] = [],
        ["dotnet.thread_pool.queue.length"] = [],
        ["dotnet.exceptions"] = [],
    };

    // The runtime declares these as counters, though they go down.
    private static readonly string[] NoCounters = ["dotnet.thread_pool.thread.count", "dotnet.thread_pool.queue.length"];

    private readonly ConcurrentDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, MetricFamily> _byInstrument = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<MetricFamily, byte> _observed = new();
    private readonly MeterListener _listener = new();
    private readonly Lock _scrape = new();

    public MetricsCollector()
    {
        _listener.InstrumentPublished = Published;
        _listener.SetMeasurementEventCallback<byte>((_, value, tags, state) => Take(value, tags, state));
        _listener.SetMeasurementEventCallback<short>((_, value, tags, state) => Take(value, tags, state));
        _listener.SetMeasurementEventCallback<int>((_, value, tags, state) => Take(value, tags, state));
        _listener.SetMeasurementEventCallback<long>((_, value, tags, state) => Take(value, tags, state));
        _listener.SetMeasurementEventCallback<float>((_, value, tags, state) => Take(value, tags, state));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, state) => Take(value, tags, state));
        _listener.SetMeasurementEventCallback<decimal>((_, value, tags, state) => Take((double)value, tags, state));
        _listener.Start();
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _listener.Dispose();

    /// <summary>What instruments measure now, each with all its series together; 0 where nothing has been measured.</summary>
    /// <param name="instruments">By the framework's names: <c>aspnetcore.components.circuit.active</c>.</param>
    /// <returns>In the same order.</returns>
    public double[] Totals(params string[] instruments)
    {
        lock (_scrape)
        {
            Observe();
            return [.. instruments.Select(name => _byInstrument.TryGetValue(name, out var family) ? family.Total : 0)];
        }
    }

    /// <summary>Asks the observed instruments, and writes everything.</summary>
    public void Write(StringBuilder text)
    {
        lock (_scrape)
        {
            Observe();
            foreach (var (_, family) in _families.OrderBy(one => one.Key, StringComparer.Ordinal))
                family.Write(text);
        }
        if (_families.Values.Sum(family => family.Dropped) is var dropped and > 0)
            new MetricFamily("opsportal_metrics_dropped_total", "Measurements that would have begun a series too many.", MetricType.Counter, [])
                .WriteOne(text, dropped);
    }

    private void Observe()
    {
        foreach (var (family, _) in _observed)
            family.Forget();
        _listener.RecordObservableInstruments();
    }

    private void Published(Instrument instrument, MeterListener listener)
    {
        string[]? kept = null;
        if (instrument.Meter.Name != PortalMetrics.MeterName && !Framework.TryGetValue(instrument.Name, out kept))
            return;
        var kind = instrument.GetType();
        var generic = kind.IsGenericType ? kind.GetGenericTypeDefinition() : null;
        var (type, take) = generic switch
        {
            _ when NoCounters.Contains(instrument.Name) => (MetricType.Gauge, Taking.Set),
            _ when generic == typeof(Counter<>) => (MetricType.Counter, Taking.Add),
            _ when generic == typeof(ObservableCounter<>) => (MetricType.Counter, Taking.Set),
            _ when generic == typeof(UpDownCounter<>) => (MetricType.Gauge, Taking.Add),
            _ when generic == typeof(Histogram<>) => (MetricType.Histogram, Taking.Observe),
            _ => (MetricType.Gauge, Taking.Set),
        };
        var name = MetricName.Of(instrument.Name, instrument.Unit, type);
        var help = string.IsNullOrWhiteSpace(instrument.Description) ? instrument.Name : instrument.Description;
        var family = _families.GetOrAdd(name, _ => new MetricFamily(name, help, type, type == MetricType.Histogram ? BoundariesOf(instrument) : []));
        if (family.Type != type)
            return;
        _byInstrument[instrument.Name] = family;
        if (instrument.IsObservable)
            _observed[family] = 0;
        listener.EnableMeasurementEvents(instrument, new Target(family, take, kept));
    }

    private static double[] BoundariesOf(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } some } => [.. some],
        Histogram<long> { Advice.HistogramBucketBoundaries: { } some } => [.. some.Select(one => (double)one)],
        Histogram<int> { Advice.HistogramBucketBoundaries: { } some } => [.. some.Select(one => (double)one)],
        _ => DefaultBoundaries,
    };

    private static void Take(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        if (state is not Target target)
            return;
        var labels = LabelText.Of(tags, target.Kept);
        switch (target.Taking)
        {
            case Taking.Add:
                target.Family.Add(labels, value);
                break;
            case Taking.Observe:
                target.Family.Observe(labels, value);
                break;
            default:
                // Tags that are not kept fold several series into one; their sum is what the whole of them is.
                if (target.Kept is null)
                    target.Family.Set(labels, value);
                else
                    target.Family.Add(labels, value);
                break;
        }
    }

    private enum Taking
    {
        Add,
        Set,
        Observe,
    }

    private sealed record Target(MetricFamily Family, Taking Taking, string[]? Kept);
}
