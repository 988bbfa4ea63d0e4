using Dapper;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Features.Costs.Pages;
using OpsPortal.Storage;

namespace OpsPortal.Features.Costs.Revisions;

/// <summary>One computation of a service's closed day.</summary>
/// <param name="Cost">Of what is priced; null when nothing is.</param>
public sealed record DayRevision(string Service, DateOnly Day, int Revision, decimal? Cost, int NeedsPrice, string Quality, string Note, DateTimeOffset ComputedAt, string ComputedBy, string Reason);

/// <summary>A line of one revision of a day.</summary>
public sealed record RevisionLine(
    int Revision, string Category, string Resource, string? Model, string? Deployment, string? Usage, decimal Amount, string? Unit, string PriceKey, decimal? UnitPrice, decimal? Cost, string Quality);

/// <summary>Reads what days cost by each of their computations.</summary>
public sealed class RevisionReader(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>All revisions of closed days, of a single day also when there is only one; newest day first, revisions rising.</summary>
    /// <param name="service">Null for all.</param>
    public Task<Outcome<IReadOnlyList<DayRevision>>> ListAsync(string? service, DaySpan span, CancellationToken cancellationToken)
        => database.TryReadAsync<IReadOnlyList<DayRevision>>(time, async connection => (await connection.QueryAsync<DayRevision>(new CommandDefinition(
            """
            SELECT service, day, revision, cost, needs_price, quality, note, computed_at, computed_by, reason FROM (
                SELECT *, max(revision) OVER (PARTITION BY service, day) AS latest FROM cost_days
                WHERE revision > 0 AND day BETWEEN @From AND @To AND (@service IS NULL OR service = @service)) AS all_of_them
            WHERE latest > 1 OR @one ORDER BY day DESC, service, revision
            """, new { span.From, span.To, service, one = span.Days == 1 }, cancellationToken: cancellationToken))).AsList(), cancellationToken);

    /// <summary>The lines of all revisions of one day.</summary>
    public Task<Outcome<IReadOnlyList<RevisionLine>>> LinesAsync(string service, DateOnly day, CancellationToken cancellationToken)
        => database.TryReadAsync<IReadOnlyList<RevisionLine>>(time, async connection => (await connection.QueryAsync<RevisionLine>(new CommandDefinition(
            """
            SELECT revision, category, resource, model, deployment, usage, amount, unit, price_key, unit_price, cost, quality FROM cost_daily
            WHERE service = @service AND day = @day AND revision > 0 ORDER BY line, revision
            """, new { service, day }, cancellationToken: cancellationToken))).AsList(), cancellationToken);

    /// <summary>What counts now of closed days, oldest first.</summary>
    internal Task<Outcome<IReadOnlyList<DayRow>>> LatestAsync(string service, DaySpan span, CancellationToken cancellationToken)
        => database.TryReadAsync<IReadOnlyList<DayRow>>(time, async connection =>
            [.. (await CostRows.DaysAsync(connection, span.From, span.To, cancellationToken)).Where(day => day.Service == service && day.Revision > 0)], cancellationToken);
}
