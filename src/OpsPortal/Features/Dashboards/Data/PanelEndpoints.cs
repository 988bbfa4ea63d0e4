using System.Text;
using System.Text.Json.Nodes;
using OpsPortal.Clients;
using OpsPortal.Features.Dashboards.Import;
using OpsPortal.Features.Dashboards.Model;
using OpsPortal.Features.Dashboards.Storage;

namespace OpsPortal.Features.Dashboards.Data;

/// <summary>The data of one panel: of a kept dashboard, or of a draft that comes along.</summary>
internal sealed class PanelEndpoints(DashboardLibrary library, PanelAsker asker, TimeProvider time)
{
    private const int MaxBody = 4 * 1024 * 1024;

    public async Task<IResult> GetAsync(string uid, int panelId, HttpContext context, CancellationToken cancellationToken)
    {
        if (PanelRequest.Of(context.Request.Query) is not { } question)
            return BadRange();
        Dashboard? dashboard;
        var found = await library.FindAsync(uid, cancellationToken);
        if (int.TryParse(context.Request.Query["version"], out var version))
            dashboard = await library.VersionAsync(uid, version, cancellationToken) is { } json ? DashboardImport.Read(json).Dashboard : null;
        else
            dashboard = found?.Dashboard;
        if (dashboard is null)
            return Results.Problem($"There is no dashboard “{uid}”{(version > 0 ? $" of version {version}" : "")}.", statusCode: 404);
        if (dashboard.FindPanel(panelId) is not { } panel)
            return NoSuchPanel(dashboard, panelId);
        var body = await asker.SharedAsync(uid, found?.Summary, dashboard, panel, question, cancellationToken);
        await body.SendAsync(context, time.GetUtcNow(), cancellationToken);
        return Results.Empty;
    }

    public async Task<IResult> PostAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (PanelRequest.Of(context.Request.Query) is not { } question)
            return BadRange();
        if (await BoundedBody.ReadAsync(context.Request, MaxBody, cancellationToken) is not { } body)
            return Results.Problem($"The body is larger than {MaxBody / 1024 / 1024} MiB.", statusCode: 413);
        var (node, error) = SafeJson.Parse(Encoding.UTF8.GetString(body.Span));
        if (node.Obj("dashboard") is not { } draft || node.Int("panelId") is not { } panelId)
            return Results.Problem(error ?? "The body must be {\"dashboard\": {…}, \"panelId\": 1}.", statusCode: 400);
        var read = DashboardImport.Read((JsonObject)draft.DeepClone());
        if (read.Dashboard is null)
            return Results.Problem(string.Join(' ', read.Errors), statusCode: 400);
        if (read.Dashboard.FindPanel(panelId) is not { } panel)
            return NoSuchPanel(read.Dashboard, panelId);
        await (await asker.AskAsync(read.Dashboard, panel, question, cancellationToken)).SendAsync(context, time.GetUtcNow(), cancellationToken);
        return Results.Empty;
    }

    private static IResult NoSuchPanel(Dashboard dashboard, int panelId) => Results.Problem($"The dashboard “{dashboard.Title}” has no panel {panelId}.", statusCode: 404);

    internal static IResult BadRange() => Results.Problem("“from” and “to” must be unix milliseconds, from before to.", statusCode: 400);
}
