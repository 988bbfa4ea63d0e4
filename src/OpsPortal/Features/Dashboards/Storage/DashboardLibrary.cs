using System.Text.Json.Nodes;
using OpsPortal.Domain;

namespace OpsPortal.Features.Dashboards.Storage;

/// <summary>
/// All dashboards: files of <c>catalog/dashboards</c>, read-only, and saved ones in PostgreSQL with their versions. A saved one
/// stands before the file with its uid; deleting it brings the file's back. Changes are told under the topic <see cref="Topic"/>.
/// </summary>
public sealed class DashboardLibrary
{
    /// <summary>The change feed's topic; the key is the uid.</summary>
    public const string Topic = "dashboards";

    public Task<DashboardListing> ListAsync(CancellationToken cancellationToken) => Task.FromResult(new DashboardListing([], []));

    /// <returns>Null when there is none.</returns>
    public Task<FoundDashboard?> FindAsync(string uid, CancellationToken cancellationToken) => Task.FromResult<FoundDashboard?>(null);

    /// <param name="uid">Null: the one in the JSON, or a new one when that has none.</param>
    /// <param name="expectedVersion">The version that was edited; 0: a file of the catalog, or a new dashboard.</param>
    public Task<SaveResult> SaveAsync(JsonObject json, string? uid, int expectedVersion, string message, Actor actor, CancellationToken cancellationToken)
        => Task.FromResult<SaveResult>(new SaveResult.Invalid(["Saving isn't there yet."]));

    /// <returns>The newest first; empty for a file of the catalog.</returns>
    public Task<IReadOnlyList<DashboardVersion>> VersionsAsync(string uid, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<DashboardVersion>>([]);

    /// <returns>The JSON of a version (0: the catalog's file); null when there is none.</returns>
    public Task<JsonObject?> VersionAsync(string uid, int version, CancellationToken cancellationToken) => Task.FromResult<JsonObject?>(null);

    /// <summary>Saves an old version as the newest one.</summary>
    public Task<SaveResult> RestoreAsync(string uid, int version, int expectedVersion, Actor actor, CancellationToken cancellationToken)
        => Task.FromResult<SaveResult>(new SaveResult.Invalid(["Restoring isn't there yet."]));

    /// <summary>Takes a saved one away; it can be brought back by <see cref="UndeleteAsync"/>.</summary>
    /// <returns>False when no saved one has this uid.</returns>
    public Task<bool> DeleteAsync(string uid, Actor actor, CancellationToken cancellationToken) => Task.FromResult(false);

    public Task<bool> UndeleteAsync(string uid, Actor actor, CancellationToken cancellationToken) => Task.FromResult(false);

    /// <returns>Grafana's JSON, what isn't understood here included; null when there is none.</returns>
    public Task<string?> ExportAsync(string uid, CancellationToken cancellationToken) => Task.FromResult<string?>(null);
}
