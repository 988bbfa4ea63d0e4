using Npgsql;

namespace OpsPortal.Features.Events;

/// <summary>How a kind of event becomes rows: one statement for all of a batch, its values as arrays.</summary>
/// <param name="Type">The value of <c>type</c>.</param>
/// <param name="Columns">Beside those that all kinds have: name, PostgreSQL's type, the values of all events.</param>
internal sealed record EventRow<T>(string Type, params (string Name, string SqlType, Func<T[], Array> Values)[] Columns)
    where T : PortalEvent
{
    private readonly string _sql =
        $"""
        INSERT INTO events (type, received_at, day, service, id, at, user_key{string.Concat(Columns.Select(column => ", " + column.Name))})
        SELECT '{Type}', $1, * FROM unnest($2::date[], $3::text[], $4::text[], $5::timestamptz[], $6::uuid[]{string.Concat(Columns.Select((column, index) => $", ${index + 7}::{column.SqlType}[]"))})
        ON CONFLICT DO NOTHING
        """;

    /// <returns>Null when the batch has none of this kind. What it affects is what was new.</returns>
    public NpgsqlBatchCommand? Command(IEnumerable<PortalEvent> events, DateTimeOffset receivedAt)
    {
        var rows = events.OfType<T>().ToArray();
        if (rows.Length == 0)
            return null;
        var command = new NpgsqlBatchCommand(_sql);
        command.Parameters.Add(new() { Value = receivedAt.UtcDateTime });
        Add(Array.ConvertAll(rows, row => row.Day));
        Add(Array.ConvertAll(rows, row => row.Service));
        Add(Array.ConvertAll(rows, row => row.Id));
        Add(Array.ConvertAll(rows, row => row.At.UtcDateTime));
        Add(Array.ConvertAll(rows, row => row.UserKey));
        foreach (var column in Columns)
            Add(column.Values(rows));
        return command;

        void Add(Array values) => command.Parameters.Add(new() { Value = values });
    }

    public static (string Name, string SqlType, Func<T[], Array> Values) Text(string name, Func<T, string?> value) => (name, "text", rows => Array.ConvertAll(rows, row => value(row)));

    public static (string Name, string SqlType, Func<T[], Array> Values) Number<TValue>(string name, string sqlType, Func<T, TValue> value)
        => (name, sqlType, rows => Array.ConvertAll(rows, row => value(row)));
}
