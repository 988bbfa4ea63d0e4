using Microsoft.AspNetCore.Authorization;
using OpsPortal.Domain;
using OpsPortal.Features.Health.Backends;
using OpsPortal.Features.Health.Metrics;

namespace OpsPortal.Features.Health;

/// <summary>What balancers, Prometheus and people's own checks ask the portal about itself.</summary>
internal static class HealthEndpoints
{
    public static void MapHealthEndpoints(this WebApplication app)
    {
        app.MapGet("/live", () => Results.Json(new StatusAnswer("alive", null)))
            .AllowAnonymous().WithTags("Health").WithSummary("200 as long as the process answers.").Produces<StatusAnswer>();
        app.MapGet("/ready", ReadyAsync)
            .AllowAnonymous().WithTags("Health").WithSummary("200 when the database answers and the catalog was read, 503 otherwise.")
            .Produces<StatusAnswer>().Produces<StatusAnswer>(StatusCodes.Status503ServiceUnavailable);
        app.MapGet("/health", HealthAsync)
            .AllowAnonymous().WithTags("Health").WithSummary("The status for everybody; each back end for signed-in people and tokens with api:read.")
            .WithDescription("503 only when the database is away. Another back end that is away makes the portal degraded, with 200: the rest works on.")
            .Produces<HealthAnswer>().Produces<HealthAnswer>(StatusCodes.Status503ServiceUnavailable);
        app.MapGet("/metrics", (MetricsPage page, HttpContext context) => page.WriteAsync(context))
            .RequireAuthorization(policy => policy.RequireAssertion(who =>
                who.User.IsInRole(Roles.Admin) || who.User.HasClaim(Scopes.Claim, Scopes.MetricsRead)))
            .WithTags("Health").WithSummary("The portal's own metrics in Prometheus' text format 0.0.4.").Produces(StatusCodes.Status200OK, typeof(string), "text/plain");
    }

    private static async Task<IResult> ReadyAsync(ReadyCheck check, CancellationToken cancellationToken)
        => await check.ProblemAsync(cancellationToken) is { } problem
            ? Results.Json(new StatusAnswer("not ready", problem), statusCode: StatusCodes.Status503ServiceUnavailable)
            : Results.Json(new StatusAnswer("ready", null));

    private static async Task<IResult> HealthAsync(
        HttpContext context, BackendMonitor monitor, ReadyCheck check, IAuthorizationService authorization, TimeProvider time)
    {
        // The database is asked now: a 503 that comes fifteen seconds late sends people to a portal that can't keep anything.
        var databaseAway = await check.ProblemAsync(context.RequestAborted) is not null;
        var overall = databaseAway ? HealthState.Unhealthy : BackendStatus.Overall(monitor.All);
        var details = (await authorization.AuthorizeAsync(context.User, Policies.ApiRead)).Succeeded
            ? new HealthDetails(PortalInfo.Version, (time.GetUtcNow() - PortalInfo.StartedAt).TotalSeconds, [.. monitor.All.Select(BackendAnswer.Of)])
            : null;
        return Results.Json(new HealthAnswer(Word(overall), details), statusCode: databaseAway ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
    }

    public static string Word(HealthState state) => state switch
    {
        HealthState.Healthy => "healthy",
        HealthState.Degraded => "degraded",
        HealthState.Unhealthy => "unhealthy",
        HealthState.NotConfigured => "not configured",
        _ => "not asked yet",
    };

    /// <param name="Reason">In words, when it isn't so.</param>
    internal sealed record StatusAnswer(string Status, string? Reason);

    /// <param name="Status">healthy, degraded or unhealthy.</param>
    /// <param name="Details">Null for who isn't signed in.</param>
    internal sealed record HealthAnswer(string Status, HealthDetails? Details);

    internal sealed record HealthDetails(string Version, double UptimeSeconds, IReadOnlyList<BackendAnswer> Backends);

    /// <param name="Since">When it came into this state.</param>
    internal sealed record BackendAnswer(
        string Name, string Status, string Message, string Feeds, DateTimeOffset? Since, DateTimeOffset? CheckedAt, double LatencyMilliseconds,
        string? LastError, DateTimeOffset? LastErrorAt)
    {
        public static BackendAnswer Of(BackendStatus status) => new(
            status.Name, Word(status.State), status.Words, status.Feeds, status.Since, status.CheckedAt, status.LatencyMilliseconds,
            status.LastError, status.LastErrorAt);
    }
}
