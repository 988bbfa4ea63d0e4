using Dapper;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OpsPortal.Catalog;
using OpsPortal.Clients.Alertmanager;
using OpsPortal.Domain;
using OpsPortal.Features.Incidents;
using OpsPortal.Features.Incidents.Correlating;
using OpsPortal.Features.Incidents.Intake;
using OpsPortal.Features.Incidents.Reconciling;
using OpsPortal.IntegrationTests.Infrastructure;
using OpsPortal.Storage;
using OpsPortal.Tests;

namespace OpsPortal.IntegrationTests.Incidents;

/// <summary>An empty, migrated database of its own, and the intake on it.</summary>
public sealed class IncidentDatabase : IAsyncDisposable
{
    private static readonly Actor Sender = new(ActorKind.Token, "token:am", "alertmanager", "127.0.0.1");
    private readonly PostgresServer _postgres;
    private readonly string _connection;

    private IncidentDatabase(PostgresServer postgres, string connection)
        => (_postgres, _connection, Data) = (postgres, connection, NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connection) { Pooling = true }.ConnectionString));

    public NpgsqlDataSource Data { get; }

    public string ConnectionString => _connection;

    internal FakeClock Clock { get; } = new(new DateTimeOffset(2026, 11, 21, 4, 0, 0, TimeSpan.Zero));

    /// <summary>What the portal knows of Prometheus; answers, until a test says otherwise.</summary>
    public PrometheusWatch Prometheus { get; } = new(_ => "default");

    public IncidentsOptions Options { get; } = new();

    public IntakeStore Store { get; private set; } = null!;

    public static async Task<IncidentDatabase> CreateAsync(PostgresServer postgres, int? storm = null)
    {
        StorageSetup.MapTypes();
        var made = new IncidentDatabase(postgres, await postgres.CreateDatabaseAsync());
        await new Migrator(made.Data, new Place(), TimeProvider.System, NullLogger<Migrator>.Instance).ApplyAsync(default);
        var catalog = Path.Combine(RepositoryRoot.Path, "catalog");
        var rules = CorrelationRules.Load(Path.Combine(catalog, "correlation.yaml"));
        made.Store = new IntakeStore(
            made.Data, SeverityTable.Load(Path.Combine(catalog, "severities.yaml")), ServiceCatalog.Load(Path.Combine(catalog, "services"), _ => null),
            rules with { Storm = storm ?? rules.Storm }, made.Prometheus, Microsoft.Extensions.Options.Options.Create(made.Options), made.Clock);
        return made;
    }

    public Task<IntakeResult> TakeAsync(byte[] body)
    {
        var (delivery, problem) = WebhookReader.Read(body);
        problem.ShouldBeNull();
        return Store.StoreAsync(delivery!, body, Sender, TestContext.Current.CancellationToken);
    }

    /// <summary>Every time of firing, as text: fingerprint, start, end.</summary>
    public async Task<string[]> EpisodesAsync()
    {
        await using var connection = await Data.OpenConnectionAsync();
        return [.. await connection.QueryAsync<string>(
            """
            SELECT fingerprint || ' ' || to_char(starts_at AT TIME ZONE 'UTC', 'HH24:MI:SS.US') || ' ' || coalesce(to_char(ends_at AT TIME ZONE 'UTC', 'HH24:MI:SS.US'), 'fires')
            FROM alert_episodes WHERE merged_into IS NULL ORDER BY 1
            """)];
    }

    /// <summary>Incidents by status with their alerts' times of firing, and alerts of none, in the words of <see cref="RecordedOutcomes"/>.</summary>
    public async Task<string> StoryAsync()
    {
        var rows = await AllAsync<(long? Incident, string Status, string Name, string Instance, string Span)>(
            """
            SELECT e.incident_number, coalesce(i.status, 'no incident'), a.name, coalesce(a.labels ->> 'instance', ''),
                   to_char(e.starts_at AT TIME ZONE 'UTC', 'HH24:MI:SS.MS') || ' ' || coalesce(to_char(e.ends_at AT TIME ZONE 'UTC', 'HH24:MI:SS.MS'), 'fires')
            FROM alert_episodes e JOIN alerts a USING (fingerprint) LEFT JOIN incidents i ON i.number = e.incident_number WHERE e.merged_into IS NULL
            """);
        var stories = rows.GroupBy(row => (row.Incident, row.Status)).Select(group => string.Join('\n', [group.Key.Status, .. Lines([.. group])]));
        return string.Join('\n', stories.Order(StringComparer.Ordinal));

        static IEnumerable<string> Lines((long? Incident, string Status, string Name, string Instance, string Span)[] rows) => rows
            .GroupBy(row => string.Join(' ', new[] { row.Name, rows.Length > 100 ? "" : row.Instance, row.Span }.Where(part => part.Length > 0)))
            .Select(same => (same.Count() == 1 ? "  " : $"  {same.Count()} × ") + same.Key).Order(StringComparer.Ordinal);
    }

    public async Task<T> OneAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = await Data.OpenConnectionAsync();
        return (await connection.QuerySingleAsync<T>(sql, parameters))!;
    }

    public async Task<IReadOnlyList<T>> AllAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = await Data.OpenConnectionAsync();
        return [.. await connection.QueryAsync<T>(sql, parameters)];
    }

    public async ValueTask DisposeAsync()
    {
        await Data.DisposeAsync();
        await _postgres.DropDatabaseAsync(_connection);
    }

    private sealed class Place : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = "Test";
        public string ApplicationName { get; set; } = "OpsPortal";
        public string ContentRootPath { get; set; } = RepositoryRoot.Path;
        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
