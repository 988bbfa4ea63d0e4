using System.Collections.Frozen;
using Dapper;
using Npgsql;

namespace OpsPortal.Features.Access.Lookup;

/// <summary>
/// Accounts and tokens in memory, since every request asks for one of them: both are read in one go and kept for
/// <see cref="MaxAge"/>, so a thousand requests a second cost the database one question in five seconds, whatever they send.
/// A change is told through the change feed and read at once; the age only bounds what happens when that is late.
/// </summary>
internal sealed partial class AccessDirectory(NpgsqlDataSource database, TimeProvider time, ILogger<AccessDirectory> logger)
{
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryAfterFailure = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LoadTimeout = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim _loading = new(1, 1);
    private volatile DirectorySnapshot? _snapshot;
    private long _changes;
    private DateTimeOffset _failedAt = DateTimeOffset.MinValue;

    /// <summary>The next reader asks the database.</summary>
    public void Invalidate() => Interlocked.Increment(ref _changes);

    /// <param name="maxAge">Older than this is read anew. The default is <see cref="MaxAge"/>.</param>
    public async ValueTask<DirectoryReading> ReadAsync(TimeSpan? maxAge = null)
    {
        if (Current(maxAge ?? MaxAge) is { } current)
            return new DirectoryReading(current, true);
        await _loading.WaitAsync();
        try
        {
            if (Current(maxAge ?? MaxAge) is { } loaded)
                return new DirectoryReading(loaded, true);
            if (time.GetUtcNow() - _failedAt < RetryAfterFailure)
                return new DirectoryReading(_snapshot, false);
            return await TryLoadAsync() ? new DirectoryReading(_snapshot, true) : new DirectoryReading(_snapshot, false);
        }
        finally
        {
            _loading.Release();
        }
    }

    private DirectorySnapshot? Current(TimeSpan maxAge)
        => _snapshot is { } snapshot && snapshot.Changes == Interlocked.Read(ref _changes) && time.GetUtcNow() - snapshot.At <= maxAge ? snapshot : null;

    private async Task<bool> TryLoadAsync()
    {
        // Not the request's own token: the one who leaves must not take the answer from those who wait.
        using var timeout = new CancellationTokenSource(LoadTimeout);
        // Counted before the question: while it is under way the old snapshot is no answer, and what changes meanwhile asks again.
        var changes = Interlocked.Read(ref _changes);
        try
        {
            _snapshot = await LoadAsync(changes, timeout.Token);
            return true;
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException or OperationCanceledException or System.Net.Sockets.SocketException)
        {
            _failedAt = time.GetUtcNow();
            LogUnavailable(error.Message);
            return false;
        }
    }

    private async Task<DirectorySnapshot> LoadAsync(long changes, CancellationToken cancellationToken)
    {
        var at = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var accounts = await connection.QueryAsync<AccountState>(new CommandDefinition(
            "SELECT id, security_stamp, disabled_at IS NOT NULL AS disabled FROM accounts", cancellationToken: cancellationToken));
        var tokens = await connection.QueryAsync<TokenState>(new CommandDefinition(
            "SELECT id, name, hash, scopes, expires_at, last_used_at FROM api_tokens WHERE revoked_at IS NULL", cancellationToken: cancellationToken));
        return new DirectorySnapshot(
            accounts.ToFrozenDictionary(account => account.Id),
            tokens.ToFrozenDictionary(token => Convert.ToHexStringLower(token.Hash), StringComparer.Ordinal), at, changes);
    }

    [LoggerMessage(1000, LogLevel.Warning, "Accounts and tokens can't be read ({Reason}); what was last known is used, new tokens are answered 503")]
    private partial void LogUnavailable(string reason);
}
