using Npgsql;
using OpsPortal.Catalog;

namespace OpsPortal.Features.Health;

/// <summary>
/// Whether this portal can serve: its database answers, and the catalog was read. The answer is kept for a second, so that
/// strangers who may ask can't keep the database busy.
/// </summary>
public sealed class ReadyCheck(NpgsqlDataSource database, ServiceCatalog catalog, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);
    private readonly SemaphoreSlim _asking = new(1, 1);
    private string? _problem;
    private DateTimeOffset _at = DateTimeOffset.MinValue;

    /// <returns>Why it isn't ready, in words, or null.</returns>
    public async Task<string?> ProblemAsync(CancellationToken cancellationToken)
    {
        if (catalog.Services.Count == 0)
            return "The catalog has no services.";
        await _asking.WaitAsync(cancellationToken);
        try
        {
            if (time.GetUtcNow() - _at < Kept)
                return _problem;
            _problem = await AskDatabaseAsync();
            _at = time.GetUtcNow();
            return _problem;
        }
        finally
        {
            _asking.Release();
        }
    }

    public void Dispose() => _asking.Dispose();

    private async Task<string?> AskDatabaseAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await using var command = database.CreateCommand("SELECT 1");
            await command.ExecuteScalarAsync(limit.Token);
            return null;
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException or OperationCanceledException or System.Net.Sockets.SocketException)
        {
            return "The database doesn't answer.";
        }
    }
}
