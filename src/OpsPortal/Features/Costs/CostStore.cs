using Dapper;
using Npgsql;
using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Live;
using OpsPortal.Storage;

namespace OpsPortal.Features.Costs;

/// <summary>Writes days of cost: each in one transaction, and one at a time for a service and day.</summary>
public sealed class CostStore(NpgsqlDataSource database, ServiceCatalog catalog, AuditLog audit, TimeProvider time)
{
    /// <summary>The change feed's topic; the key is the service.</summary>
    public const string Topic = "costs";

    /// <summary>Days that are closed, by service.</summary>
    public async Task<ILookup<string, DateOnly>> ClosedDaysAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<(string Service, DateOnly Day)>(new CommandDefinition(
            "SELECT DISTINCT service, day FROM cost_days WHERE revision > 0", cancellationToken: cancellationToken));
        return rows.ToLookup(row => row.Service, row => row.Day, StringComparer.Ordinal);
    }

    /// <summary>Days that were closed before their team was kept get the catalog's: what reports showed of them.</summary>
    public async Task FillTeamsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE cost_days SET team = n.team FROM unnest(@services, @teams) AS n(service, team) WHERE cost_days.team IS NULL AND cost_days.service = n.service",
            new { services = catalog.Services.Select(service => service.Id).ToArray(), teams = catalog.Services.Select(service => service.Team).ToArray() }, cancellationToken: cancellationToken));
    }

    /// <summary>Closes a day. A day that is closed stays as it is.</summary>
    /// <returns>False when it was closed before.</returns>
    public Task<bool> CloseAsync(DayCost day, CancellationToken cancellationToken)
        => SaveAsync(day, last => last >= 1 ? null : 1, Actor.System("daily-costs"), "the day is over", cancellationToken);

    /// <summary>Keeps the running day so far, in place of what was kept of it before.</summary>
    /// <returns>False when the day is closed already.</returns>
    public Task<bool> KeepRunningAsync(DayCost day, CancellationToken cancellationToken)
        => SaveAsync(day, last => last >= 1 ? null : 0, Actor.System("running-costs"), "the day so far", cancellationToken);

    /// <summary>Puts a new revision beside those of a closed day, with its audit row.</summary>
    /// <param name="seen">The revision that it was laid against.</param>
    /// <returns>False when the day isn't closed yet, or another revision came meanwhile.</returns>
    public Task<bool> ReviseAsync(DayCost day, int seen, Actor actor, string reason, CancellationToken cancellationToken)
        => SaveAsync(day, last => last >= 1 && last == seen ? last + 1 : null, actor, reason, cancellationToken);

    private async Task<bool> SaveAsync(DayCost day, Func<int, int?> next, Actor actor, string reason, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var key = new { day.Service, day.Day };
        await connection.ExecuteAsync(new CommandDefinition(
            "SELECT pg_advisory_xact_lock(hashtextextended('cost:' || @Service || @Day::text, 0))", key, transaction, cancellationToken: cancellationToken));
        var last = await connection.ExecuteScalarAsync<int>(new CommandDefinition(
            "SELECT coalesce(max(revision), -1) FROM cost_days WHERE service = @Service AND day = @Day", key, transaction, cancellationToken: cancellationToken));
        if (next(last) is not { } revision)
            return false;
        // A revision corrects what a day cost, not whose it was.
        var team = last < 1 ? null : await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            "SELECT team FROM cost_days WHERE service = @Service AND day = @Day AND revision = 1", key, transaction, cancellationToken: cancellationToken));
        await connection.ExecuteAsync(new CommandDefinition(
            "DELETE FROM cost_days WHERE service = @Service AND day = @Day AND revision = 0", key, transaction, cancellationToken: cancellationToken));
        await InsertAsync(connection, transaction, day, revision, team ?? catalog.Find(day.Service)?.Team, actor, reason, cancellationToken);
        if (revision > 1)
            await audit.WriteAsync(connection, transaction, actor, "cost.revise", $"cost:{day.Service}:{day.Day:yyyy-MM-dd}", new { revision, day.Cost, reason }, cancellationToken);
        await ChangeFeed.NotifyAsync(connection, transaction, Topic, day.Service);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private async Task InsertAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, DayCost day, int revision, string? team, Actor actor, string reason, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO cost_days (service, day, revision, cost, needs_price, quality, missing_minutes, note, computed_at, computed_by, reason, team)
            VALUES (@Service, @Day, @revision, @Cost, @NeedsPrice, @quality, @MissingMinutes, @Note, @now, @by, @reason, @team)
            """,
            new
            {
                day.Service, day.Day, revision, day.Cost, day.NeedsPrice, quality = day.Quality.ToString().ToLowerInvariant(), day.MissingMinutes, day.Note,
                now = time.GetUtcNow(), by = actor.Name, reason, team,
            }, transaction, cancellationToken: cancellationToken));
        await using var copy = await connection.BeginBinaryImportAsync(
            """
            COPY cost_daily (service, day, revision, line, driver, category, resource, model, deployment, amount, unit,
                price_key, unit_price, price_from, cost, quality, missing_minutes, note, source_query, priced_at, used_before, usage) FROM STDIN (FORMAT BINARY)
            """, cancellationToken);
        for (var index = 0; index < day.Lines.Count; index++)
        {
            var line = day.Lines[index];
            await copy.WriteRowAsync(
                cancellationToken, day.Service, day.Day, revision, index, line.Driver, line.Category, line.Resource, line.Model, line.Deployment, line.Amount, line.Unit,
                line.PriceKey, line.UnitPrice, line.PriceFrom, line.Cost, line.Quality.ToString().ToLowerInvariant(), line.MissingMinutes, line.Note, line.SourceQuery,
                line.PricedAt?.UtcDateTime, line.UsedBefore, line.Usage);
        }
        await copy.CompleteAsync(cancellationToken);
    }
}
