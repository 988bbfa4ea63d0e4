using Npgsql;
using OpsPortal.Domain;

namespace OpsPortal.Features.Incidents;

/// <summary>A database that is away is an outcome.</summary>
internal static class DatabaseOutcome
{
    public static async Task<Outcome<T>> TryAsync<T>(NpgsqlDataSource database, TimeProvider time, Func<NpgsqlConnection, Task<T>> read)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync();
            return Outcome<T>.Ok(await read(connection), time.GetUtcNow());
        }
        catch (Exception error) when (IsAway(error))
        {
            return Outcome<T>.Unavailable("The database does not answer: " + error.Message.TrimEnd('.') + ".", time.GetUtcNow());
        }
    }

    public static bool IsAway(Exception error) => error is NpgsqlException or TimeoutException or System.Net.Sockets.SocketException;
}
