using Dapper;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Domain.Counters;
using OpsPortal.Storage;

namespace OpsPortal.Features.Jobs;

/// <summary>What the daily jobs have done of the last days, service by service.</summary>
public sealed class DayStates(NpgsqlDataSource database, TimeProvider time)
{
    public const int Days = 35;

    /// <returns>The last <see cref="Days"/> UTC days, oldest first.</returns>
    public Task<Outcome<IReadOnlyList<DayState>>> ReadAsync(CancellationToken cancellationToken)
    {
        var today = UtcSpan.DayOf(time.GetUtcNow());
        return database.TryReadAsync<IReadOnlyList<DayState>>(time, async connection => (await connection.QueryAsync<DayState>(new CommandDefinition(
            """
            SELECT DISTINCT ON (service, day) service, day, revision, quality, missing_minutes, needs_price, computed_at
            FROM cost_days WHERE day > @from ORDER BY service, day, revision DESC
            """, new { from = today.AddDays(-Days) }, cancellationToken: cancellationToken))).AsList(), cancellationToken);
    }
}

/// <param name="Revision">0: so far; 1 or more: closed.</param>
/// <param name="Quality"><c>exact</c>, <c>partial</c> or <c>estimated</c>.</param>
public sealed record DayState(string Service, DateOnly Day, int Revision, string Quality, decimal MissingMinutes, int NeedsPrice, DateTimeOffset ComputedAt)
{
    /// <summary>In a word, and in words.</summary>
    public (string Word, string Words) Tell() => (Revision, Quality) switch
    {
        (0, _) => ("running", "so far, not final"),
        (_, "exact") => ("closed", "closed, exact"),
        (_, var quality) => ("partial", FormattableString.Invariant($"closed, {quality}, {MissingMinutes:0.#} minutes missing")),
    };
}
