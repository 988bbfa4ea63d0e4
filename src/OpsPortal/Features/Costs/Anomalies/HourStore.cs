using System.Text.Json;
using Dapper;
using Npgsql;
using OpsPortal.Domain.Counters;

namespace OpsPortal.Features.Costs.Anomalies;

/// <summary>Keeps what hours cost, for as long as others are judged by them.</summary>
public sealed class HourStore(NpgsqlDataSource database, TimeProvider time)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>A service's hours from one on, by rising hour.</summary>
    public async Task<IReadOnlyList<CostHour>> ReadAsync(string service, DateTimeOffset from, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return [.. await connection.QueryAsync<CostHour>(new CommandDefinition(
            "SELECT hour, cost, needs_price, missing_minutes FROM cost_hours WHERE service = @service AND hour >= @from ORDER BY hour", new { service, from }, cancellationToken: cancellationToken))];
    }

    /// <summary>Keeps an hour. One that is kept stays as it is.</summary>
    /// <param name="cost">Of the hour.</param>
    internal async Task KeepAsync(DateTimeOffset hour, DayCost cost, CancellationToken cancellationToken)
    {
        var lines = cost.Lines.Where(line => line.Cost is not null)
            .Select(line => new Kept(MoveLine.KeyOf(line.Driver, line.Resource, line.Model, line.Deployment, line.Usage), MoveLine.WhatOf(line.Resource, line.Model, line.Usage), line.Amount, line.Cost!.Value));
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO cost_hours (service, hour, cost, needs_price, missing_minutes, lines, computed_at)
            VALUES (@Service, @hour, @sum, @NeedsPrice, @MissingMinutes, @lines::jsonb, @now) ON CONFLICT DO NOTHING
            """,
            new { cost.Service, hour, sum = cost.HasSeries ? cost.Lines.Sum(line => line.Cost ?? 0) : (decimal?)null, cost.NeedsPrice, cost.MissingMinutes, lines = JsonSerializer.Serialize(lines, Json), now = time.GetUtcNow() },
            cancellationToken: cancellationToken));
    }

    public async Task ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition("DELETE FROM cost_hours WHERE hour < @before", new { before }, cancellationToken: cancellationToken));
    }

    /// <summary>What the hours between two, and the same hours of each of the days before, are made of, each put on the day of its hours.</summary>
    /// <returns>The days, and their lines.</returns>
    internal async Task<(IReadOnlyList<DateOnly> Days, IReadOnlyList<MoveLine> Lines)> LinesAsync(string service, DateTimeOffset starts, DateTimeOffset ends, int days, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = (await connection.QueryAsync<(DateTimeOffset Hour, string Lines)>(new CommandDefinition(
            """
            SELECT hour, lines FROM cost_hours WHERE service = @service AND cost IS NOT NULL
              AND hour IN (SELECT asked - make_interval(hours => 24 * back) FROM generate_series(@starts, @ends - interval '1 hour', interval '1 hour') AS asked, generate_series(0, @days) AS back)
            """, new { service, starts, ends, days }, cancellationToken: cancellationToken))).AsList();
        // A day on which one of the hours isn't known would be cheaper than it was.
        var whole = rows.GroupBy(row => UtcSpan.DayOf(row.Hour)).Where(day => day.Count() == (int)(ends - starts).TotalHours).ToArray();
        return ([.. whole.Select(day => day.Key)], [.. whole.SelectMany(day => day.SelectMany(row => JsonSerializer.Deserialize<Kept[]>(row.Lines, Json)!).Select(line => new MoveLine(day.Key, line.Key, line.What, line.Amount, line.Cost)))]);
    }

    private sealed record Kept(string Key, string What, decimal Amount, decimal Cost);
}
