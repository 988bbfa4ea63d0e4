using System.Net.Sockets;
using System.Text.Json;
using Dapper;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Features.Gpus.Ledger;

namespace OpsPortal.Features.Gpus.Recorder;

/// <summary>Recordings in PostgreSQL, and what of them belongs to an incident.</summary>
internal sealed class RecordingStore(NpgsqlDataSource database, TimeProvider time) : IIncidentExhibit
{
    public const string Path = "/gpus/recordings";

    /// <summary>Keeps it; an incident's recording of a host that is there already stays as it is.</summary>
    public async Task SaveAsync(Recording recording, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO gpu_recordings (reason, incident_id, host, from_at, to_at, made_at, gpus, figures)
            VALUES (@Reason, @IncidentId, @Host, @From, @To, @now, @gpus::jsonb, @figures)
            ON CONFLICT (incident_id, host) WHERE incident_id IS NOT NULL DO NOTHING
            """,
            new
            {
                recording.Reason, recording.IncidentId, recording.Host, recording.From, recording.To, now = time.GetUtcNow(),
                gpus = JsonSerializer.Serialize(recording.Gpus, JsonSerializerOptions.Web), figures = Recording.Pack(recording.Figures),
            }, cancellationToken: cancellation));
    }

    public async Task<Recording?> FindAsync(long id, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            "SELECT id, reason, incident_id, host, from_at, to_at, gpus::text AS gpus, figures FROM gpu_recordings WHERE id = @id", new { id }, cancellationToken: cancellation));
        return row is null ? null : new Recording(row.Reason, row.IncidentId, row.Host, row.FromAt, row.ToAt,
            JsonSerializer.Deserialize<List<RecordedGpu>>(row.Gpus, JsonSerializerOptions.Web)!, Recording.Unpack(row.Figures));
    }

    public async Task<Outcome<IReadOnlyList<Exhibit>>> OfAsync(long incident, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            var rows = await connection.QueryAsync<Row>(new CommandDefinition(
                "SELECT id, reason, incident_id, host, from_at, to_at, gpus::text AS gpus FROM gpu_recordings WHERE incident_id = @incident ORDER BY host",
                new { incident }, cancellationToken: cancellationToken));
            return Outcome<IReadOnlyList<Exhibit>>.Ok(
                [.. rows.Select(row => new Exhibit($"Flight recording: GPUs of {row.Host}", "utilisation, memory, temperature and power before it began", row.FromAt, row.ToAt, $"{Path}/{row.Id}"))],
                time.GetUtcNow());
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException or SocketException)
        {
            return Outcome<IReadOnlyList<Exhibit>>.Unavailable("GPU recordings can't be read: the database does not answer.", time.GetUtcNow());
        }
    }

    /// <summary>What was kept for XIDs, the newest first, at most 500; of one host, or of all.</summary>
    public async Task<IReadOnlyList<XidRecording>> OfXidsAsync(string? host, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return (await connection.QueryAsync<XidRecording>(new CommandDefinition(
            """
            SELECT id, host, from_at AS "from", to_at AS "to" FROM gpu_recordings
            WHERE incident_id IS NULL AND (@host::text IS NULL OR host = @host) ORDER BY to_at DESC LIMIT 500
            """, new { host }, cancellationToken: cancellation))).AsList();
    }

    public async Task<int> DeleteBeforeAsync(DateTimeOffset before, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteAsync(new CommandDefinition("DELETE FROM gpu_recordings WHERE made_at < @before", new { before }, cancellationToken: cancellation));
    }

    private sealed record Row
    {
        public long Id { get; init; }
        public string Reason { get; init; } = "";
        public long? IncidentId { get; init; }
        public string Host { get; init; } = "";
        public DateTimeOffset FromAt { get; init; }
        public DateTimeOffset ToAt { get; init; }
        public string Gpus { get; init; } = "[]";
        public byte[] Figures { get; init; } = [];
    }
}

/// <summary>Recordings are kept for 90 days, and so are events that are over.</summary>
internal sealed class RecordingRetentionJob(RecordingStore store, LedgerStore ledger, TimeProvider time) : IPortalJob
{
    public JobInfo Info { get; } = new("gpu-recording-retention", "Old GPU recordings", "Deletes flight recordings that are older than 90 days, and GPU events that were cleared before or whose GPU was not seen since.", "0 45 2 * * ?", false);

    public async Task<JobResult> RunAsync(IJobProgress progress, CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow().AddDays(-90);
        var deleted = await store.DeleteBeforeAsync(before, cancellationToken);
        return JobResult.Ok($"{deleted} recordings and {await ledger.DeleteBeforeAsync(before, cancellationToken)} events deleted");
    }
}
