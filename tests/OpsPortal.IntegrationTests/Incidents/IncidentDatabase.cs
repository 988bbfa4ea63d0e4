using Dapper;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using OpsPortal.Catalog;
using OpsPortal.Clients.Alertmanager;
using OpsPortal.Domain;
using OpsPortal.Features.Incidents;
using OpsPortal.Features.Incidents.Intake;
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

    internal FakeClock Clock { get; } = new(new DateTimeOffset(2026, 11, 21, 4, 0, 0, TimeSpan.Zero));

    public IntakeStore Store { get; private set; } = null!;

    public static async Task<IncidentDatabase> CreateAsync(PostgresServer postgres)
    {
        StorageSetup.MapTypes();
        var made = new IncidentDatabase(postgres, await postgres.CreateDatabaseAsync());
        await new Migrator(made.Data, new Place(), TimeProvider.System, NullLogger<Migrator>.Instance).ApplyAsync(default);
        var catalog = Path.Combine(RepositoryRoot.Path, "catalog");
        made.Store = new IntakeStore(
            made.Data, SeverityTable.Load(Path.Combine(catalog, "severities.yaml")), ServiceCatalog.Load(Path.Combine(catalog, "services"), _ => null),
            Options.Create(new IncidentsOptions()), made.Clock);
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
