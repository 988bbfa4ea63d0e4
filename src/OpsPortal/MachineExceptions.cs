using System.Net.Sockets;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace OpsPortal;

/// <summary>
/// What a program is told when an endpoint fails: 503 while the database is away, so that it sends again; the request's own
/// fault as 4xx; anything else 500. Never the exception's words, which may hold what isn't the sender's to read.
/// </summary>
internal sealed class MachineExceptions(IProblemDetailsService problems) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        // The request's own path is by now that of the page which explains failures.
        if (!MachinePaths.Contains(context.Features.Get<IExceptionHandlerPathFeature>()?.Path ?? context.Request.Path))
            return false;
        context.Response.StatusCode = StatusOf(exception);
        var detail = exception switch
        {
            BadHttpRequestException bad => bad.Message,
            _ when IsDatabaseAway(exception) => "The portal's database can't be reached now; nothing was stored. Send again.",
            _ => "The portal failed to answer; the cause is in its log.",
        };
        if (context.Response.StatusCode == StatusCodes.Status503ServiceUnavailable)
            context.Response.Headers.RetryAfter = "5";
        await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = context, ProblemDetails = { Detail = detail } });
        return true;
    }

    public static int StatusOf(Exception exception) => exception switch
    {
        BadHttpRequestException bad => bad.StatusCode,
        _ when IsDatabaseAway(exception) => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    /// <summary>The connection, not the statement: a constraint that was hurt is no reason to send again.</summary>
    private static bool IsDatabaseAway(Exception exception) => exception switch
    {
        PostgresException postgres => postgres.IsTransient || postgres.SqlState.StartsWith("57P", StringComparison.Ordinal),
        NpgsqlException => true,
        { InnerException: SocketException or TimeoutException } => true,
        _ => false,
    };
}
