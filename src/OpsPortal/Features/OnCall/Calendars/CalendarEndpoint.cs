using OpsPortal.Domain;
using OpsPortal.Features.OnCall.Storage;

namespace OpsPortal.Features.OnCall.Calendars;

/// <summary>A schedule's shifts for calendar programs.</summary>
internal static class CalendarEndpoint
{
    private static readonly TimeSpan Behind = TimeSpan.FromDays(7);
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(90);

    /// <summary>For programs that can't sign in: who knows the secret reads that one schedule.</summary>
    public static async Task<IResult> FeedAsync(string secret, HttpContext context, FeedStore feeds, OnCallReader reader, IPeople people, TimeProvider time, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "private, no-store";
        context.Response.Headers["X-Robots-Tag"] = "noindex";
        var schedule = await feeds.OpenAsync(secret, cancellationToken);
        return !schedule.IsOk ? Results.StatusCode(StatusCodes.Status503ServiceUnavailable)
            : schedule.Value is { } id ? await GetAsync(id, reader, people, time, cancellationToken) : Results.NotFound();
    }

    public static async Task<IResult> GetAsync(Guid id, OnCallReader reader, IPeople people, TimeProvider time, CancellationToken cancellationToken)
    {
        var book = await reader.ReadAsync(cancellationToken);
        var everybody = await people.ListAsync(cancellationToken);
        if (!book.IsOk || !everybody.IsOk)
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        if (book.Value!.PlanOf(id) is not { } plan)
            return Results.NotFound();
        var (from, to) = (time.GetUtcNow() - Behind, time.GetUtcNow() + Ahead);
        // One that is cut by the span would change its id from day to day.
        var shifts = plan.Shifts(from, to).Where(shift => shift.From > from && shift.To < to);
        var name = book.Value.Schedules.First(one => one.Id == id).Body.Name;
        return Results.Text(
            CalendarWriter.Write(name, id.ToString("N"), shifts, person => everybody.Value!.FirstOrDefault(one => one.Id == person)?.Name ?? "Somebody", time.GetUtcNow()), CalendarWriter.ContentType);
    }
}
