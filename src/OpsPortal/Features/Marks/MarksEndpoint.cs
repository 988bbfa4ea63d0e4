using OpsPortal.Domain;

namespace OpsPortal.Features.Marks;

/// <summary><c>GET /api/v1/marks</c>.</summary>
internal static class MarksEndpoint
{
    /// <summary>Set when a source could not be read: what is there is shown without it.</summary>
    public const string PartialHeader = "X-Partial";

    private static readonly TimeSpan Longest = TimeSpan.FromDays(400);
    private const long MaxMilliseconds = 253_402_300_799_999;

    public static async Task<IResult> GetAsync(long? from, long? to, string? service, MarkReader reader, HttpResponse response)
    {
        if (from is not (>= 0 and <= MaxMilliseconds) || to is not (>= 0 and <= MaxMilliseconds) || from >= to)
            return Results.Problem("“from” and “to” must be Unix milliseconds, from before to.", statusCode: 400);
        var (start, end) = (DateTimeOffset.FromUnixTimeMilliseconds(from.Value), DateTimeOffset.FromUnixTimeMilliseconds(to.Value));
        if (end - start > Longest)
            return Results.Problem($"The span is longer than {Longest.TotalDays} days.", statusCode: 400);
        if (service is { Length: 0 or > 100 })
            return Results.Problem("“service” must be a service's id.", statusCode: 400);
        var answers = await reader.ReadAsync(start, end, service);
        if (answers.Failed)
            return Results.Problem(string.Join(" ", answers.Missing), statusCode: 503);
        if (answers.Missing.Count > 0)
            response.Headers[PartialHeader] = "true";
        response.Headers.CacheControl = "private, max-age=5";
        return Results.Json(answers.Marks);
    }
}

/// <param name="Kind"><c>incident</c>, <c>deploy</c>, <c>alert</c> or <c>experiment</c>.</param>
/// <param name="From">Unix milliseconds.</param>
/// <param name="To">Unix milliseconds; null while it goes on; equal to <paramref name="From"/> for what took no time.</param>
/// <param name="Tone">bad, warn or info.</param>
/// <param name="Href">Where to read more, a path of the portal; null when nowhere.</param>
internal sealed record MarkAnswer(string Kind, long From, long? To, string Text, string Tone, string? Service, string? Href)
{
    public static MarkAnswer Of(Mark mark) => new(
        mark.Kind, mark.From.ToUnixTimeMilliseconds(), mark.To?.ToUnixTimeMilliseconds(), mark.Text, mark.Tone, mark.Service, mark.Href);
}
