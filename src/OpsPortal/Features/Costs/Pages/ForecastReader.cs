using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Domain.Costs;
using OpsPortal.Domain.Counters;
using OpsPortal.Storage;

namespace OpsPortal.Features.Costs.Pages;

/// <summary>Measures the projection's rule on the days that are known.</summary>
public sealed class ForecastReader(NpgsqlDataSource database, TimeProvider time)
{
    // A quarter: enough weeks to judge by, and not what the service was long ago.
    private const int Days = 91;

    /// <param name="service">Null for all together: days on which every service of the latest days has a figure.</param>
    public Task<Outcome<ForecastQuality?>> ReadAsync(string? service, CancellationToken cancellationToken)
        => database.TryReadAsync(time, async connection =>
        {
            var today = UtcSpan.DayOf(time.GetUtcNow());
            var rows = (await CostRows.DaysAsync(connection, today.AddDays(-Days), today, cancellationToken))
                .Where(row => row is { Revision: > 0, Cost: not null } && (service is null || row.Service == service)).GroupBy(row => row.Day).ToArray();
            var most = rows.Select(day => day.Count()).DefaultIfEmpty().Max();
            return ForecastQuality.Of(rows.Where(day => day.Count() == most).ToDictionary(day => day.Key, day => day.Sum(row => row.Cost!.Value)));
        }, cancellationToken);
}
