using Npgsql;
using OpsPortal.Domain;

namespace OpsPortal.Storage;

internal sealed class PostgresProbe(NpgsqlDataSource database, TimeProvider time) : IBackendProbe
{
    public string Name => "PostgreSQL";

    public string Feeds => "incidents, costs, events, accounts and jobs";

    public async Task<Outcome<string>> ProbeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await using var command = new NpgsqlCommand("SELECT 1", connection);
            await command.ExecuteScalarAsync(cancellationToken);
            return Outcome<string>.Ok($"PostgreSQL {connection.PostgreSqlVersion}", time.GetUtcNow());
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            return Outcome<string>.Unavailable(error.Message, time.GetUtcNow());
        }
    }
}
