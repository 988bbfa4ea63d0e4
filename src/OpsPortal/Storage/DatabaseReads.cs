using Npgsql;
using OpsPortal.Domain;

namespace OpsPortal.Storage;

/// <summary>Reading for a page: a database that is away is an outcome, not an exception.</summary>
public static class DatabaseReads
{
    /// <returns>What was read with its time, or unavailable with the reason in words.</returns>
    public static async Task<Outcome<T>> TryReadAsync<T>(
        this NpgsqlDataSource database, TimeProvider time, Func<NpgsqlConnection, Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            return Outcome<T>.Ok(await read(connection), time.GetUtcNow());
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            return Outcome<T>.Unavailable("The database can't be read: " + error.Message, time.GetUtcNow());
        }
    }
}
