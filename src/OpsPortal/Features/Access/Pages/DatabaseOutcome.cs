using Npgsql;
using OpsPortal.Domain;

namespace OpsPortal.Features.Access.Pages;

internal static class DatabaseOutcome
{
    /// <summary>What a page shows when the database doesn't answer is a state, not an exception.</summary>
    /// <param name="what">What is read, for the message.</param>
    public static async Task<Outcome<T>> OfAsync<T>(Func<CancellationToken, Task<T>> read, string what, TimeProvider clock)
    {
        try
        {
            return Outcome<T>.Ok(await read(CancellationToken.None), clock.GetUtcNow());
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            return Outcome<T>.Unavailable($"The portal's database, which holds the {what}, can't be reached now.", clock.GetUtcNow());
        }
    }
}
