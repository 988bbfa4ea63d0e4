using Dapper;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Storage;

namespace OpsPortal.Features.Incidents.Response;

/// <summary>Reads how people respond.</summary>
public sealed class ResponseStore(NpgsqlDataSource database, TimeProvider time)
{
    public Task<Outcome<ResponseState>> ReadAsync(long number, CancellationToken cancellationToken) => database.TryReadAsync(time, async connection =>
    {
        await using var answers = await connection.QueryMultipleAsync(new CommandDefinition(
            """
            SELECT lead, communications, impact FROM incident_response WHERE incident_number = @number;
            SELECT service FROM incident_services WHERE incident_number = @number ORDER BY service;
            SELECT id, text, owner, added_at, added_by, done_at, done_by FROM incident_tasks WHERE incident_number = @number AND removed_at IS NULL
            ORDER BY done_at IS NOT NULL, added_at, id;
            SELECT id, name, bytes, picture, added_at, added_by FROM incident_files WHERE incident_number = @number ORDER BY added_at, id;
            """,
            new { number }, cancellationToken: cancellationToken));
        var (lead, communications, impact) = await answers.ReadSingleOrDefaultAsync<(string?, string?, string?)>();
        return new ResponseState(
            lead ?? "", communications ?? "", impact ?? "", (await answers.ReadAsync<string>()).AsList(),
            (await answers.ReadAsync<ResponseTask>()).AsList(), (await answers.ReadAsync<ResponseFile>()).AsList());
    });

    /// <returns>Null inside Ok when the incident has no such file.</returns>
    public Task<Outcome<FileContent?>> FileAsync(long number, Guid id, CancellationToken cancellationToken) => database.TryReadAsync(time, connection
        => connection.QuerySingleOrDefaultAsync<FileContent>(new CommandDefinition(
            "SELECT name, picture, content FROM incident_files WHERE incident_number = @number AND id = @id", new { number, id }, cancellationToken: cancellationToken)));
}

/// <summary>A file as it was given.</summary>
public sealed record FileContent(string Name, string? Picture, byte[] Content);
