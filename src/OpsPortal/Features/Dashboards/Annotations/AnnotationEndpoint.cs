using OpsPortal.Features.Dashboards.Data;
using OpsPortal.Features.Dashboards.Import;
using OpsPortal.Features.Dashboards.Model;
using OpsPortal.Features.Dashboards.Storage;
using OpsPortal.Features.Dashboards.Variables;

namespace OpsPortal.Features.Dashboards.Annotations;

/// <summary>What a dashboard marks on its time axes.</summary>
internal sealed class AnnotationEndpoint(DashboardLibrary library, VariableResolver resolver, AnnotationAnswers answers)
{
    public async Task<IResult> GetAsync(string uid, HttpContext context, CancellationToken cancellationToken)
    {
        var request = context.Request;
        if (PanelRequest.Of(request.Query) is not { } question)
            return PanelEndpoints.BadRange();
        if (await DashboardAsync(uid, request, cancellationToken) is not { } dashboard)
            return Results.Problem($"There is no dashboard “{uid}”.", statusCode: 404);
        var names = request.Query.TryGetValue("annotation", out var given)
            ? given.OfType<string>().ToHashSet(StringComparer.Ordinal)
            : dashboard.Annotations.Where(one => one.Enabled).Select(one => one.Name).ToHashSet(StringComparer.Ordinal);
        if (dashboard.Annotations.All(one => !names.Contains(one.Name)))
            return Results.Json(Array.Empty<AnnotationAnswer>());
        var variables = await resolver.ResolveAsync(dashboard, question.Variables, question.From, question.To, cancellationToken);
        context.Response.Headers.CacheControl = "private, no-cache";
        return Results.Json(await answers.AskAsync(dashboard, names, variables, question.From, question.To, cancellationToken));
    }

    private async Task<Dashboard?> DashboardAsync(string uid, HttpRequest request, CancellationToken cancellationToken)
    {
        if (!int.TryParse(request.Query["version"], out var version))
            return (await library.FindAsync(uid, cancellationToken))?.Dashboard;
        return await library.VersionAsync(uid, version, cancellationToken) is { } json ? DashboardImport.Read(json).Dashboard : null;
    }
}
