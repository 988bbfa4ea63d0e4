using System.Data;
using Npgsql;
using OpsPortal.Domain;

namespace OpsPortal.Storage;

/// <summary>Reading for a page: a database that is away is an outcome, not an exception.</summary>
public static class DatabaseReads
{
    /// <summary>What is thrown while the database is away, as opposed to what is wrong with a statement's text.</summary>
    public static bool IsAway(Exception error) => error is NpgsqlException or TimeoutException or System.Net.Sockets.SocketException;

    /// <returns>What was read with its time, or unavailable with the reason in words.</returns>
    public static Task<Outcome<T>> TryReadAsync<T>(
        this NpgsqlDataSource database, TimeProvider time, Func<NpgsqlConnection, Task<T>> read, CancellationToken cancellationToken = default)
        => database.TryReadAsync(time, null, read, cancellationToken);

    /// <summary>The same, with words that name what is read.</summary>
    public static Task<Outcome<T>> TryReadAsync<T>(
        this NpgsqlDataSource database, TimeProvider time, string? what, Func<NpgsqlConnection, Task<T>> read, CancellationToken cancellationToken)
        => TryAsync(async () =>
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            return await read(connection);
        }, time, what);

    /// <summary>The same for several statements that must see the same rows, so that their parts sum up.</summary>
    public static Task<Outcome<T>> TrySnapshotAsync<T>(
        this NpgsqlDataSource database, TimeProvider time, Func<NpgsqlConnection, Task<T>> read, CancellationToken cancellationToken)
        => database.TryReadAsync(time, async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
            return await read(connection);
        }, cancellationToken);

    /// <summary>The same for what opens its connection itself.</summary>
    /// <param name="what">What is read, where the words should name that rather than the driver's reason: <c>accounts</c>.</param>
    public static async Task<Outcome<T>> TryAsync<T>(Func<Task<T>> read, TimeProvider time, string? what = null)
    {
        try
        {
            return Outcome<T>.Ok(await read(), time.GetUtcNow());
        }
        catch (Exception error) when (IsAway(error))
        {
            return Outcome<T>.Unavailable(
                what is null ? $"The database does not answer: {error.Message.TrimEnd('.')}." : $"The portal's database, which holds the {what}, can't be reached now.", time.GetUtcNow());
        }
    }
}
