using System.Collections.Concurrent;
using Dapper;
using Npgsql;
using OpsPortal.Features.Access.Lookup;

namespace OpsPortal.Features.Access.Tokens;

/// <summary>
/// Keeps when each token was last used, to the minute or so: noted in memory with each request, written twice a minute.
/// What was noted but not written when the process ends is lost, and does no harm.
/// </summary>
internal sealed partial class TokenUse(NpgsqlDataSource database, TimeProvider time, ILogger<TokenUse> logger) : BackgroundService
{
    private static readonly TimeSpan Coarseness = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _used = new();

    public void Note(TokenState token)
    {
        var now = time.GetUtcNow();
        if (token.LastUsedAt is null || now - token.LastUsedAt > Coarseness)
            _used[token.Id] = now;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(30), time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await WriteAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    internal async Task WriteAsync(CancellationToken cancellationToken)
    {
        var noted = _used.ToArray();
        if (noted.Length == 0)
            return;
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await connection.ExecuteAsync(new CommandDefinition(
                """
                UPDATE api_tokens SET last_used_at = greatest(last_used_at, used.at)
                FROM unnest(@Ids, @Times) AS used (id, at) WHERE api_tokens.id = used.id
                """,
                new { Ids = noted.Select(one => one.Key).ToArray(), Times = noted.Select(one => one.Value.UtcDateTime).ToArray() },
                cancellationToken: cancellationToken));
            foreach (var one in noted)
                _used.TryRemove(one);
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            LogNotWritten(error.Message);
        }
    }

    [LoggerMessage(1010, LogLevel.Warning, "When tokens were last used can't be written now ({Reason}); it is tried again")]
    private partial void LogNotWritten(string reason);
}
