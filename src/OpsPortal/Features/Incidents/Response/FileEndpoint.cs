namespace OpsPortal.Features.Incidents.Response;

/// <summary>An incident's file: downloaded, or shown when it is a picture; never run as a page of the portal.</summary>
internal static class FileEndpoint
{
    public const string Path = "/incidents/{number:long}/files/{id:guid}";

    public static async Task<IResult> GetAsync(long number, Guid id, HttpContext context, ResponseStore store, CancellationToken cancellationToken)
    {
        var read = await store.FileAsync(number, id, cancellationToken);
        if (!read.IsOk)
            return Results.Problem(read.Reason, statusCode: StatusCodes.Status503ServiceUnavailable);
        if (read.Value is not { } file)
            return Results.Problem($"{IncidentRow.NameOf(number)} has no such file.", statusCode: StatusCodes.Status404NotFound);
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        // What was added never changes.
        context.Response.Headers.CacheControl = "private, max-age=86400, immutable";
        return context.Request.Query.ContainsKey("show") && file.Picture is { } type
            ? Results.Bytes(file.Content, type)
            : Results.File(file.Content, "application/octet-stream", file.Name);
    }
}
