using OpsPortal.Catalog;
using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;

namespace OpsPortal.Features.Overview;

/// <summary>Figures over time, of one service or of all of them taken together.</summary>
public sealed class PerformanceReader(ServiceCatalog catalog, QueryCache queries, TimeProvider time)
{
    /// <summary>The ranges of the API, with their steps.</summary>
    public static IReadOnlyDictionary<string, (TimeSpan Range, TimeSpan Step)> Ranges { get; } = new Dictionary<string, (TimeSpan, TimeSpan)>(StringComparer.Ordinal)
    {
        ["1h"] = (TimeSpan.FromHours(1), TimeSpan.FromSeconds(15)),
        ["24h"] = (TimeSpan.FromHours(24), TimeSpan.FromMinutes(5)),
        ["7d"] = (TimeSpan.FromDays(7), TimeSpan.FromMinutes(30)),
    };

    private static readonly string[] Names = [SignalNames.Requests, SignalNames.Errors, SignalNames.LatencyMean, SignalNames.Accuracy];

    /// <param name="serviceId">Null: all services.</param>
    public async Task<Performance> ReadAsync(string timeRange, string? serviceId, CancellationToken cancellationToken)
    {
        var (range, step) = Ranges[timeRange];
        var now = time.GetUtcNow();
        var window = PromDuration.From(QueryCache.WindowFor(step));
        var asked = catalog.Services.Where(service => serviceId is null || service.Id == serviceId)
            .SelectMany(service => Names.Where(service.Signals.ContainsKey).Select(name => (Service: service, Name: name))).ToArray();
        var answers = await Task.WhenAll(asked.Select(one =>
            queries.QueryRangeAsync(one.Service.Signals[one.Name].For(window), now - range, now, step, cancellationToken)));
        var grid = new Grid(answers[0].Start, answers[0].Step, (int)((answers[0].End - answers[0].Start) / answers[0].Step) + 1);
        var columns = asked.Zip(answers).Where(pair => pair.Second.Series.IsOk)
            .ToDictionary(pair => pair.First, pair => grid.Column(pair.Second.Series.Value!));
        var problems = answers.Where(answer => !answer.Series.IsOk).Select(answer => answer.Series.Reason)
            .Concat(answers.SelectMany(answer => answer.Series.Warnings)).Distinct().ToArray();
        return new Performance(
            timeRange, grid.Times(),
            grid.Sum(Of(SignalNames.Requests)),
            grid.Weighted(Of(SignalNames.LatencyMean), service => columns.GetValueOrDefault((service, SignalNames.Requests))),
            grid.Ratio(Of(SignalNames.Errors), Of(SignalNames.Requests)),
            grid.Mean(Of(SignalNames.Accuracy)),
            problems, answers.All(answer => !answer.Series.IsOk));

        IReadOnlyList<(ServiceEntry Service, double?[] Values)> Of(string name)
            => [.. columns.Where(pair => pair.Key.Name == name).Select(pair => (pair.Key.Service, pair.Value))];
    }

    /// <summary>The common points in time, and how columns of services are put together on them. A point that nobody measured stays null.</summary>
    private sealed record Grid(long Start, long Step, int Count)
    {
        public DateTimeOffset[] Times() => [.. Enumerable.Range(0, Count).Select(i => DateTimeOffset.FromUnixTimeSeconds(Start + i * Step))];

        public double?[] Column(IReadOnlyList<Series> series)
        {
            var column = new double?[Count];
            if (series is not [var only, ..])
                return column;
            for (var i = 0; i < only.Times.Length; i++)
            {
                var index = (int)(((long)only.Times[i] - Start) / Step);
                if (index >= 0 && index < Count && double.IsFinite(only.Values[i]))
                    column[index] = only.Values[i];
            }
            return column;
        }

        public double?[] Sum(IReadOnlyList<(ServiceEntry Service, double?[] Values)> columns)
            => Each(i => columns.Any(column => column.Values[i] is not null) ? columns.Sum(column => column.Values[i] ?? 0) : null);

        public double?[] Mean(IReadOnlyList<(ServiceEntry Service, double?[] Values)> columns)
            => Each(i => columns.Select(column => column.Values[i]).Average());

        public double?[] Ratio(IReadOnlyList<(ServiceEntry Service, double?[] Values)> part, IReadOnlyList<(ServiceEntry Service, double?[] Values)> whole)
            => Each(i => whole.Sum(column => column.Values[i] ?? 0) is > 0 and var all ? part.Sum(column => column.Values[i] ?? 0) / all : null);

        public double?[] Weighted(IReadOnlyList<(ServiceEntry Service, double?[] Values)> columns, Func<ServiceEntry, double?[]?> weights)
            => Each(i =>
            {
                var known = columns.Select(column => (Value: column.Values[i], Weight: weights(column.Service)?[i] ?? 0)).Where(pair => pair.Value is not null).ToArray();
                var all = known.Sum(pair => pair.Weight);
                return all > 0 ? known.Sum(pair => pair.Value!.Value * pair.Weight) / all : null;
            });

        private double?[] Each(Func<int, double?> value) => [.. Enumerable.Range(0, Count).Select(value)];
    }
}

/// <summary>Columns over common times; a point that nobody measured is null.</summary>
/// <param name="RequestRates">Requests a second.</param>
/// <param name="Latencies">Mean seconds a request, weighted by requests.</param>
/// <param name="ErrorRates">0..1; null without traffic.</param>
/// <param name="Accuracies">0..1, mean over the services that measure it.</param>
/// <param name="Problems">What is missing from the figures and why, in words.</param>
/// <param name="Failed">True when nothing at all could be read.</param>
public sealed record Performance(
    string TimeRange, DateTimeOffset[] Timestamps, double?[] RequestRates, double?[] Latencies, double?[] ErrorRates, double?[] Accuracies,
    IReadOnlyList<string> Problems, bool Failed);
