using System.Collections.Concurrent;
using System.Security.Claims;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Storage;

namespace OpsPortal.Features.Logs.Access;

/// <summary>
/// Who may see lines uncovered, and who looked at what. Raw lines and downloads are in the audit log before they are given out;
/// searches are written soon after, one row a person and query in ten minutes.
/// </summary>
internal sealed partial class LogAccess(NpgsqlDataSource database, AuditLog audit, IOptions<LogsOptions> options, TimeProvider time, ILogger<LogAccess> logger) : BackgroundService, ILogAccess
{
    private const int MostKnown = 10_000;
    private const int LongestQuery = 2000;
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(10);

    private readonly Channel<AccessNote> _notes = Channel.CreateBounded<AccessNote>(new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly ConcurrentDictionary<(string Who, string What), DateTimeOffset> _lately = new();

    public bool MayReadRaw(ClaimsPrincipal person) => options.Value.RolesForRaw.Any(person.IsInRole);

    /// <inheritdoc/>
    public void Note(ClaimsPrincipal person, string action, string query)
    {
        var actor = Actor.From(person);
        var (key, now) = ((actor.Id, action + " " + query), time.GetUtcNow());
        if (_lately.TryGetValue(key, out var before) && now - before < Again)
            return;
        if (_lately.Count > MostKnown)
        {
            foreach (var (old, at) in _lately)
            {
                if (now - at >= Again)
                    _lately.TryRemove(old, out _);
            }
        }
        _lately[key] = now;
        if (!_notes.Writer.TryWrite(new AccessNote(actor, action, query)))
            NotWritten(logger, action, "1000 others wait");
    }

    /// <summary>What must be in the log before it happens. False: it could not be written, and must not happen.</summary>
    public async Task<bool> WriteAsync(ClaimsPrincipal person, string action, string query, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(new AccessNote(Actor.From(person), action, query), cancellationToken);
            return true;
        }
        catch (NpgsqlException error)
        {
            NotWritten(logger, action, error.Message);
            return false;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var note in _notes.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await WriteAsync(note, stoppingToken);
            }
            catch (Exception error) when (error is NpgsqlException or TimeoutException)
            {
                NotWritten(logger, note.Action, error.Message);
            }
        }
    }

    private async Task WriteAsync(AccessNote note, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var query = HostileText.Cut(note.Query, LongestQuery);
        await audit.WriteAsync(connection, transaction, note.Actor, note.Action, note.Action.Split('.')[0], new { query }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    [LoggerMessage(7101, LogLevel.Warning, "Access to logs ({Action}) could not be written into the audit log: {Reason}")]
    private static partial void NotWritten(ILogger logger, string action, string reason);

    private sealed record AccessNote(Actor Actor, string Action, string Query);
}
