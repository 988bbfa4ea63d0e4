using Dapper;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Storage;

namespace OpsPortal.Features.Events;

/// <summary>Deployments as marks over a time axis: when they ended, or when they began while none has.</summary>
internal sealed class DeploymentMarks(NpgsqlDataSource database, TimeProvider time) : IMarkSource
{
    public Task<Outcome<IReadOnlyList<Mark>>> ReadAsync(DateTimeOffset from, DateTimeOffset to, string? service, CancellationToken cancellationToken)
        => database.TryReadAsync<IReadOnlyList<Mark>>(time, async connection =>
        {
            var rows = await connection.QueryAsync<Row>(new CommandDefinition(
                """
                SELECT d.service, d.at, d.version, d.environment, d.by_name, d.status FROM events d
                WHERE d.type = 'deployment' AND d.day BETWEEN @first AND @last AND d.at >= @from AND d.at < @to AND (@service::text IS NULL OR d.service = @service)
                  AND (d.status <> 'started' OR NOT EXISTS (
                      SELECT FROM events o WHERE o.type = 'deployment' AND o.day >= d.day AND o.service = d.service AND o.version = d.version AND o.environment = d.environment AND o.status <> 'started' AND o.at >= d.at))
                ORDER BY d.at DESC LIMIT @Most
                """, new { from, to, first = DateOnly.FromDateTime(from.UtcDateTime), last = DateOnly.FromDateTime(to.UtcDateTime), service, IMarkSource.Most }, cancellationToken: cancellationToken));
            return [.. rows.Select(row => row.ToMark())];
        }, cancellationToken);

    private sealed record Row
    {
        public string Service { get; init; } = "";
        public DateTimeOffset At { get; init; }
        public string Version { get; init; } = "";
        public string Environment { get; init; } = "";
        public string? ByName { get; init; }
        public string Status { get; init; } = "";

        public Mark ToMark()
        {
            var (word, tone) = Status switch
            {
                "failed" => ("failed to deploy", "bad"),
                "rolled_back" => ("rolled back", "warn"),
                "started" => ("being deployed", "info"),
                _ => ("deployed", "info"),
            };
            return new Mark("deploy", At, At, $"{Service} {Version} {word} to {Environment}{(ByName is null ? "" : " by " + ByName)}", tone, Service, "/services/" + Uri.EscapeDataString(Service));
        }
    }
}
