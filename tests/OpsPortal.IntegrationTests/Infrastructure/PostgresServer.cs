using Dapper;
using Npgsql;
using OpsPortal.IntegrationTests.Infrastructure;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace OpsPortal.IntegrationTests.Infrastructure;

/// <summary>
/// One PostgreSQL for all tests of this program. Take it by the test class's constructor. With <c>OPSPORTAL_TEST_POSTGRES</c>
/// (a connection string) a server that runs is used.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private string _connection = "";
    private PostgresProcess? _process;

    /// <summary>Makes an empty database.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = "test_" + Guid.NewGuid().ToString("N");
        await using var connection = new NpgsqlConnection(_connection);
        await connection.ExecuteAsync($"CREATE DATABASE {name}");
        return new NpgsqlConnectionStringBuilder(_connection) { Database = name }.ConnectionString;
    }

    public async Task DropDatabaseAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(_connection);
        await connection.ExecuteAsync($"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(connectionString).Database} WITH (FORCE)");
    }

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("OPSPORTAL_TEST_POSTGRES") is { Length: > 0 } given)
        {
            _connection = given;
            return;
        }
        _process = await PostgresProcess.CreateAsync(isDurable: false);
        _connection = _process.ConnectionString + ";Pooling=false";
    }

    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;
}
