using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Primitives;
using OpsPortal.Features.Dashboards.Frames;
using OpsPortal.Features.Dashboards.Import;
using OpsPortal.Features.Dashboards.Model;
using OpsPortal.Features.Dashboards.Storage;
using OpsPortal.Features.Dashboards.Variables;

namespace OpsPortal.Features.Dashboards.Data;

/// <summary>The data of one panel: of a kept dashboard, or of a draft that comes along.</summary>
internal sealed class PanelEndpoints(DashboardLibrary library, VariableResolver resolver, PanelData data, TimeProvider time)
{
    private const int MaxBody = 4 * 1024 * 1024;
    private const double MaxUnixMs = 253_402_300_799_000;

    public async Task<IResult> GetAsync(string uid, int panelId, HttpContext context, CancellationToken cancellationToken)
    {
        if (Range(context.Request) is not { } range)
            return BadRange();
        Dashboard? dashboard;
        if (int.TryParse(context.Request.Query["version"], out var version))
            dashboard = await library.VersionAsync(uid, version, cancellationToken) is { } json ? DashboardImport.Read(json).Dashboard : null;
        else
            dashboard = (await library.FindAsync(uid, cancellationToken))?.Dashboard;
        return dashboard is null
            ? Results.Problem($"There is no dashboard “{uid}”{(version > 0 ? $" of version {version}" : "")}.", statusCode: 404)
            : await AnswerAsync(dashboard, panelId, range, context, cancellationToken);
    }

    public async Task<IResult> PostAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (Range(context.Request) is not { } range)
            return BadRange();
        var body = await BodyText.ReadAsync(context.Request, MaxBody, cancellationToken);
        if (body is null)
            return Results.Problem($"The body is larger than {MaxBody / 1024 / 1024} MiB.", statusCode: 413);
        var (node, error) = SafeJson.Parse(body);
        if (node.Obj("dashboard") is not { } draft || node.Int("panelId") is not { } panelId)
            return Results.Problem(error ?? "The body must be {\"dashboard\": {…}, \"panelId\": 1}.", statusCode: 400);
        var read = DashboardImport.Read((JsonObject)draft.DeepClone());
        return read.Dashboard is null
            ? Results.Problem(string.Join(' ', read.Errors), statusCode: 400)
            : await AnswerAsync(read.Dashboard, panelId, range, context, cancellationToken);
    }

    private async Task<IResult> AnswerAsync(Dashboard dashboard, int panelId, (DateTimeOffset From, DateTimeOffset To) range, HttpContext context, CancellationToken cancellationToken)
    {
        if (dashboard.FindPanel(panelId) is not { } panel)
            return Results.Problem($"The dashboard “{dashboard.Title}” has no panel {panelId}.", statusCode: 404);
        var request = context.Request;
        var width = int.TryParse(request.Query["width"], out var pixels) ? Math.Clamp(pixels, 50, 8000) : 800;
        var variables = await resolver.ResolveAsync(dashboard, Prefixed(request, "var-"), range.From, range.To, cancellationToken);
        var scope = Prefixed(request, "scope-").ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal);
        var window = QueryWindow.Of(panel, range.From, range.To, width, variables, scope);
        var answer = await data.AskAsync(new PanelQuestion(dashboard, panel, variables, scope, window), cancellationToken);
        answer = answer with { Notices = [.. answer.Notices, .. VariableNotices(variables, panel, dashboard)] };
        var (body, stable) = PanelAnswerWriter.Write(answer, time.GetUtcNow());
        var tag = $"W/\"{Convert.ToHexStringLower(SHA256.HashData(body.Span[..stable]).AsSpan(0, 12))}\"";
        context.Response.Headers.ETag = tag;
        context.Response.Headers.CacheControl = "private, no-cache";
        if (request.Headers.IfNoneMatch.Contains(tag))
            return Results.StatusCode(StatusCodes.Status304NotModified);
        return Results.Bytes(body, "application/json; charset=utf-8");
    }

    /// <summary>A variable that a panel's queries use and that couldn't be resolved explains an empty panel.</summary>
    private static IEnumerable<Notice> VariableNotices(ResolvedVariables variables, Panel panel, Dashboard dashboard)
    {
        if (!variables.Items.Any(item => item.Error is not null))
            return [];
        var used = ResolvedVariables.NamesIn(string.Join(' ', Target.AllOf(panel).Select(target => target.Expr))).ToHashSet(StringComparer.Ordinal);
        return variables.Items.Where(item => item.Error is not null && used.Contains(item.Name)).Select(item => new Notice("warn", $"The variable “{item.Name}”: {item.Error}"));
    }

    internal static Dictionary<string, StringValues> Prefixed(HttpRequest request, string prefix)
    {
        var found = new Dictionary<string, StringValues>(StringComparer.Ordinal);
        foreach (var (key, value) in request.Query)
        {
            if (key.StartsWith(prefix, StringComparison.Ordinal) && key.Length > prefix.Length)
                found[key[prefix.Length..]] = value;
        }
        return found;
    }

    private static (DateTimeOffset From, DateTimeOffset To)? Range(HttpRequest request)
        => double.TryParse(request.Query["from"], out var from) && double.TryParse(request.Query["to"], out var to) && from is >= 0 and <= MaxUnixMs && to is >= 0 and <= MaxUnixMs && from < to
            ? (DateTimeOffset.FromUnixTimeMilliseconds((long)from), DateTimeOffset.FromUnixTimeMilliseconds((long)to))
            : null;

    private static IResult BadRange() => Results.Problem("“from” and “to” must be unix milliseconds, from before to.", statusCode: 400);
}

/// <summary>A request's body as text, up to a size.</summary>
internal static class BodyText
{
    /// <returns>Null when it is larger.</returns>
    public static async Task<string?> ReadAsync(HttpRequest request, int most, CancellationToken cancellationToken)
    {
        if (request.ContentLength > most)
            return null;
        using var whole = new MemoryStream();
        var part = new byte[64 * 1024];
        int count;
        while ((count = await request.Body.ReadAsync(part, cancellationToken)) > 0)
        {
            if (whole.Length + count > most)
                return null;
            whole.Write(part, 0, count);
        }
        return Encoding.UTF8.GetString(whole.GetBuffer(), 0, (int)whole.Length);
    }
}
