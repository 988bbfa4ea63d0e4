using System.Text;
using OpsPortal.Clients;
using OpsPortal.Domain;
using OpsPortal.Features.Dashboards.Import;
using OpsPortal.Features.Dashboards.Model;
using OpsPortal.Features.Dashboards.Storage;
using OpsPortal.Live;

namespace OpsPortal.Features.Dashboards.Data;

/// <summary>Dashboards for scripts: list, export, import, change with the version that was edited, delete.</summary>
internal static class DashboardApi
{
    public static void Map(WebApplication app)
    {
        const string Base = "/api/v1/dashboards";
        app.MapGet(Base, ListAsync).RequireAuthorization(Policies.ApiRead).WithTags("Dashboards")
            .WithSummary("All dashboards, and what is wrong with files of the catalog.").Produces<DashboardListing>();
        app.MapGet(Base + "/{uid}", ExportAsync).RequireAuthorization(Policies.ApiRead).WithTags("Dashboards")
            .WithSummary("One dashboard as Grafana's JSON; the version is in the header X-Dashboard-Version.").Produces<object>().ProducesProblem(404);
        app.MapGet(Base + "/{uid}/versions", VersionsAsync).RequireAuthorization(Policies.ApiRead).WithTags("Dashboards")
            .WithSummary("The kept versions of a saved dashboard, the newest first.").Produces<IReadOnlyList<DashboardVersion>>();
        app.MapPost(Base, (HttpContext context, DashboardLibrary library, CancellationToken stop) => SaveAsync(null, context, library, stop))
            .RequireAuthorization(Policies.ApiEdit).RequireSameOrigin().WithTags("Dashboards")
            .WithSummary("Imports Grafana's JSON (message in the query). A uid that is saved already answers 409; what can't be shown is told in notes.")
            .Accepts<object>("application/json").Produces<SavedDashboard>(201).ProducesProblem(400).ProducesProblem(409).ProducesProblem(413);
        app.MapPut(Base + "/{uid}", (string uid, HttpContext context, DashboardLibrary library, CancellationToken stop) => SaveAsync(uid, context, library, stop))
            .RequireAuthorization(Policies.ApiEdit).RequireSameOrigin().WithTags("Dashboards")
            .WithSummary("Saves a new version; version in the query is the one that was edited (0: the catalog's file), message says why. 409 when somebody else saved since.")
            .Accepts<object>("application/json").Produces<SavedDashboard>().ProducesProblem(400).ProducesProblem(409).ProducesProblem(413);
        app.MapGet(Base + "/deleted", async (DashboardLibrary library, CancellationToken stop) => Results.Json(await library.DeletedAsync(stop))).RequireAuthorization(Policies.ApiRead).WithTags("Dashboards")
            .WithSummary("Saved dashboards that were taken away, the last one first.").Produces<IReadOnlyList<DeletedDashboard>>();
        app.MapPost(Base + "/{uid}/undelete", UndeleteAsync).RequireAuthorization(Policies.ApiEdit).RequireSameOrigin().WithTags("Dashboards")
            .WithSummary("Brings a deleted dashboard back with all its versions.").Produces(204).ProducesProblem(404);
        app.MapDelete(Base + "/{uid}", DeleteAsync).RequireAuthorization(Policies.ApiEdit).RequireSameOrigin().WithTags("Dashboards")
            .WithSummary("Takes a saved dashboard away; its versions stay, and a file of the catalog with its uid is shown again.").Produces(204).ProducesProblem(404);
    }

    private static async Task<IResult> ListAsync(DashboardLibrary library, CancellationToken stop) => Results.Json(await library.ListAsync(stop));

    private static async Task<IResult> VersionsAsync(string uid, DashboardLibrary library, CancellationToken stop) => Results.Json(await library.VersionsAsync(uid, stop));

    private static async Task<IResult> ExportAsync(string uid, HttpContext context, DashboardLibrary library, CancellationToken stop)
    {
        if (await library.FindAsync(uid, stop) is not { } found || await library.ExportAsync(uid, stop) is not { } json)
            return Missing(uid);
        context.Response.Headers["X-Dashboard-Version"] = found.Summary.Version.ToString();
        return Results.Text(json, "application/json", Encoding.UTF8);
    }

    private static async Task<IResult> SaveAsync(string? uid, HttpContext context, DashboardLibrary library, CancellationToken stop)
    {
        if (await BoundedBody.ReadAsync(context.Request, DashboardImport.MaxLength, stop) is not { } body)
            return Results.Problem($"The body is larger than {DashboardImport.MaxLength / 1024 / 1024} MiB.", statusCode: 413);
        var read = DashboardImport.Read(Encoding.UTF8.GetString(body.Span));
        if (read.Dashboard is not { } dashboard)
            return Results.Problem(string.Join(' ', read.Errors), statusCode: 400);
        var query = context.Request.Query;
        if (uid is not null && !int.TryParse(query["version"], out _))
            return Results.Problem("“version” must be the version that was edited; 0 for a file of the catalog or a new dashboard.", statusCode: 400);
        var expected = int.TryParse(query["version"], out var version) ? version : 0;
        var result = await library.SaveAsync(dashboard.Source, uid, expected, query["message"].ToString(), Actor.From(context.User, context.Connection.RemoteIpAddress?.ToString()), stop);
        return result switch
        {
            SaveResult.Saved saved => Results.Json(new SavedDashboard(saved.Uid, saved.Version, dashboard.Notes), statusCode: uid is null ? 201 : 200),
            SaveResult.Conflict conflict => Results.Problem(
                $"{conflict.Theirs.Author} saved version {conflict.Theirs.Version} at {conflict.Theirs.CreatedAt:u}; nothing was written. Read it and send again with version={conflict.Theirs.Version}.", statusCode: 409),
            SaveResult.Invalid invalid => Results.Problem(string.Join(' ', invalid.Errors), statusCode: 400),
            _ => throw new InvalidOperationException("An unknown result of saving."),
        };
    }

    private static async Task<IResult> DeleteAsync(string uid, HttpContext context, DashboardLibrary library, CancellationToken stop)
        => await library.DeleteAsync(uid, Actor.From(context.User, context.Connection.RemoteIpAddress?.ToString()), stop) ? Results.NoContent() : Missing(uid);

    private static async Task<IResult> UndeleteAsync(string uid, HttpContext context, DashboardLibrary library, CancellationToken stop)
        => await library.UndeleteAsync(uid, Actor.From(context.User, context.Connection.RemoteIpAddress?.ToString()), stop) ? Results.NoContent() : Missing(uid);

    private static IResult Missing(string uid) => Results.Problem($"There is no dashboard “{uid}”.", statusCode: 404);
}

/// <summary>What was saved.</summary>
/// <param name="Notes">What of it can't be shown, and why.</param>
internal sealed record SavedDashboard(string Uid, int Version, IReadOnlyList<ImportNote> Notes);
