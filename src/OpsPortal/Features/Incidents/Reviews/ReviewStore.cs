using System.Security.Claims;
using Dapper;
using Microsoft.AspNetCore.Authorization;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Features.Incidents.Steps;
using OpsPortal.Storage;

namespace OpsPortal.Features.Incidents.Reviews;

/// <param name="Version">0 for a draft that nobody has saved.</param>
public sealed record Review(int Version, string Text, DateTimeOffset? UpdatedAt, string? UpdatedBy);

/// <summary>Keeps what people make of a review's draft.</summary>
public sealed class ReviewStore(NpgsqlDataSource database, AuditLog audit, IAuthorizationService authorization, TimeProvider time)
{
    private const int Longest = 200_000;

    /// <returns>Null inside Ok while nobody has saved one.</returns>
    public Task<Outcome<Review?>> ReadAsync(long number, CancellationToken cancellationToken)
        => database.TryReadAsync(time, async connection => await connection.QuerySingleOrDefaultAsync<Review>(new CommandDefinition(
            "SELECT version, text, updated_at, updated_by FROM incident_reviews WHERE incident_number = @number", new { number }, cancellationToken: cancellationToken)));

    /// <param name="seen">The version that was edited: what another saved since is not written over.</param>
    public Task<StepResult> SaveAsync(ClaimsPrincipal person, long number, int seen, string text, CancellationToken cancellationToken)
        => DeskGuard.ActAsync(authorization, person, async () =>
        {
            if (text.Length > Longest)
                return DeskGuard.Refuse("The review is longer than 200,000 characters.");
            var actor = Actor.From(person);
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var version = await connection.QuerySingleOrDefaultAsync<int?>(
                """
                INSERT INTO incident_reviews (incident_number, version, text, updated_at, updated_by) SELECT @number, 1, @text, @now, @Name WHERE @seen = 0
                ON CONFLICT (incident_number) DO NOTHING RETURNING version
                """, new { number, text = DeskGuard.Storable(text), now = time.GetUtcNow(), actor.Name, seen }, transaction)
                ?? await connection.QuerySingleOrDefaultAsync<int?>(
                    "UPDATE incident_reviews SET version = version + 1, text = @text, updated_at = @now, updated_by = @Name WHERE incident_number = @number AND version = @seen RETURNING version",
                    new { number, text = DeskGuard.Storable(text), now = time.GetUtcNow(), actor.Name, seen }, transaction);
            if (version is null)
                return DeskGuard.Refuse("Somebody saved another version meanwhile. Copy yours, load the page again and put both together.");
            await audit.WriteAsync(connection, transaction, actor, "incident.review", IncidentRow.NameOf(number), new { version }, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return new StepResult(StepOutcome.Taken, "Saved.", version.Value);
        });
}
