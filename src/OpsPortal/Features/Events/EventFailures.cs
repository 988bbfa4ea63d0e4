using System.Net.Sockets;
using Npgsql;

namespace OpsPortal.Features.Events;

/// <summary>Which failures of the database pass by themselves.</summary>
internal static class EventFailures
{
    public const string Away = "The database can't be reached, nothing of this batch was kept. Send it again.";

    // No partition takes the row: the day was dropped, or another replica has not told of it.
    private const string CheckViolation = "23514";

    public static bool IsAway(Exception error)
        => error is NpgsqlException { IsTransient: true } or NpgsqlException { InnerException: SocketException or IOException } or TimeoutException or SocketException
            or PostgresException { SqlState: "57P01" or "57P02" or "57P03" };

    public static bool IsMissingDay(Exception error) => error is PostgresException { SqlState: CheckViolation, TableName: "events" or null };
}
