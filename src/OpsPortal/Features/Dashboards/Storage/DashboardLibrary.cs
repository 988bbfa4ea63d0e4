using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Features.Dashboards.Import;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Storage;

/// <summary>
/// All dashboards: files of <c>catalog/dashboards</c>, read-only, and saved ones in PostgreSQL with their versions. A saved one
/// stands before the file with its uid; deleting it brings the file's back. Changes are told under the topic <see cref="Topic"/>.
/// </summary>
public sealed class DashboardLibrary
{
    /// <summary>The change feed's topic; the key is the uid.</summary>
    public const string Topic = "dashboards";

    private const int MaxParsed = 200;
    private static readonly JsonSerializerOptions Pretty = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly CatalogDashboards _catalog;
    private readonly DashboardRows _rows;
    private readonly DashboardHeads _heads;
    private readonly DashboardWriter _writer;
    private readonly ConcurrentDictionary<(string Uid, int Version), Dashboard> _parsed = new();

    internal DashboardLibrary(CatalogDashboards catalog, DashboardRows rows, DashboardHeads heads, DashboardWriter writer) => (_catalog, _rows, _heads, _writer) = (catalog, rows, heads, writer);

    /// <summary>Sorted by title. While the database is away the catalog's files are there, and the problem is told.</summary>
    public async Task<DashboardListing> ListAsync(CancellationToken cancellationToken)
    {
        var catalog = _catalog.Read();
        IReadOnlyList<DashboardRows.Head> saved = [];
        var problems = catalog.Problems.ToList();
        try
        {
            saved = await _rows.ListAsync(cancellationToken);
        }
        catch (Exception error) when (IsAway(error))
        {
            problems.Add("The database can't be reached now: saved dashboards are missing here.");
        }
        var files = catalog.All.Where(file => saved.All(head => head.Uid != file.Dashboard.Uid)).Select(file => Summary(file.Dashboard, file.Folder, file.WrittenAt));
        var items = saved.Select(head => Summary(head, catalog)).Concat(files).OrderBy(item => item.Title, StringComparer.OrdinalIgnoreCase).ThenBy(item => item.Uid, StringComparer.Ordinal);
        return new DashboardListing([.. items], problems);
    }

    /// <returns>Null when there is none.</returns>
    public async Task<FoundDashboard?> FindAsync(string uid, CancellationToken cancellationToken)
    {
        var catalog = _catalog.Read();
        string? problem = null;
        try
        {
            if (await _heads.FindAsync(uid, cancellationToken) is { Deleted: false } head && await ParsedAsync(head.Uid, head.Version, cancellationToken) is { } dashboard)
                return new FoundDashboard(Summary(head, catalog), dashboard);
        }
        catch (Exception error) when (IsAway(error) && catalog.Find(uid) is not null)
        {
            problem = "The database can't be reached now: this is the catalog's file, and a saved version of it may be newer.";
        }
        return catalog.Find(uid) is { } file ? new FoundDashboard(Summary(file.Dashboard, file.Folder, file.WrittenAt), file.Dashboard, problem) : null;
    }

    /// <param name="uid">Null: the one in the JSON, or a new one when that has none.</param>
    /// <param name="expectedVersion">The version that was edited; 0: a file of the catalog, or a new dashboard.</param>
    public Task<SaveResult> SaveAsync(JsonObject json, string? uid, int expectedVersion, string message, Actor actor, CancellationToken cancellationToken)
        => WrittenAsync(_writer.SaveAsync(json, uid, expectedVersion, message, actor, "dashboard.save", cancellationToken));

    /// <returns>The newest first; empty for a file of the catalog.</returns>
    public Task<IReadOnlyList<DashboardVersion>> VersionsAsync(string uid, CancellationToken cancellationToken) => _rows.VersionsAsync(uid, cancellationToken);

    /// <returns>The JSON of a version (0: the catalog's file), the caller's own to change; null when there is none.</returns>
    public async Task<JsonObject?> VersionAsync(string uid, int version, CancellationToken cancellationToken)
    {
        if (version == 0)
            return (JsonObject?)_catalog.Read().Find(uid)?.Dashboard.Source.DeepClone();
        return await _rows.JsonAsync(uid, version, cancellationToken) is { } json ? SafeJson.Parse(json).Node as JsonObject : null;
    }

    /// <summary>Saves an old version as the newest one.</summary>
    public async Task<SaveResult> RestoreAsync(string uid, int version, int expectedVersion, Actor actor, CancellationToken cancellationToken)
        => await VersionAsync(uid, version, cancellationToken) is { } json
            ? await WrittenAsync(_writer.SaveAsync(json, uid, expectedVersion, $"Restored version {version}", actor, "dashboard.restore", cancellationToken))
            : new SaveResult.Invalid([$"There is no version {version} of “{uid}”."]);

    /// <summary>Takes a saved one away; it can be brought back by <see cref="UndeleteAsync"/>.</summary>
    /// <returns>False when no saved one has this uid.</returns>
    public Task<bool> DeleteAsync(string uid, Actor actor, CancellationToken cancellationToken) => WrittenAsync(_writer.SetDeletedAsync(uid, true, actor, cancellationToken));

    /// <returns>Saved ones that were taken away, the last one first; 500 at most.</returns>
    public Task<IReadOnlyList<DeletedDashboard>> DeletedAsync(CancellationToken cancellationToken) => _rows.DeletedAsync(cancellationToken);

    /// <returns>False when none with this uid is deleted.</returns>
    public Task<bool> UndeleteAsync(string uid, Actor actor, CancellationToken cancellationToken) => WrittenAsync(_writer.SetDeletedAsync(uid, false, actor, cancellationToken));

    /// <returns>Grafana's JSON, what isn't understood here included; null when there is none.</returns>
    public async Task<string?> ExportAsync(string uid, CancellationToken cancellationToken)
        => await FindAsync(uid, cancellationToken) is { } found ? DashboardExport.Text(found.Dashboard, Pretty) : null;

    // Who changed something reads the change.
    private async Task<T> WrittenAsync<T>(Task<T> writing)
    {
        try
        {
            return await writing;
        }
        finally
        {
            _heads.Forget();
        }
    }

    private async Task<Dashboard?> ParsedAsync(string uid, int version, CancellationToken cancellationToken)
    {
        if (_parsed.TryGetValue((uid, version), out var kept))
            return kept;
        if (await _rows.JsonAsync(uid, version, cancellationToken) is not { } json || DashboardImport.Read(json).Dashboard is not { } dashboard)
            return null;
        if (_parsed.Count >= MaxParsed)
            _parsed.Clear();
        return _parsed[(uid, version)] = dashboard with { Uid = uid };
    }

    private static DashboardSummary Summary(DashboardRows.Head head, CatalogDashboards.Contents catalog)
    {
        var file = catalog.Find(head.Uid);
        return new DashboardSummary(head.Uid, head.Title, head.Tags, head.Folder.Length > 0 ? head.Folder : file?.Folder ?? "", "saved", file is not null, head.Version, head.UpdatedAt, head.UpdatedBy);
    }

    private static DashboardSummary Summary(Dashboard dashboard, string folder, DateTimeOffset writtenAt)
        => new(dashboard.Uid, dashboard.Title, dashboard.Tags, folder, "catalog", false, 0, writtenAt, null);

    private static bool IsAway(Exception error) => error is PostgresException postgres
        ? postgres.IsTransient || postgres.SqlState.StartsWith("57P", StringComparison.Ordinal)
        : error is NpgsqlException or TimeoutException or SocketException;
}
