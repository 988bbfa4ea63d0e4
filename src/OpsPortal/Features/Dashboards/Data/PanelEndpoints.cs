using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Primitives;
using OpsPortal.Clients;
using OpsPortal.Features.Dashboards.Frames;
using OpsPortal.Features.Dashboards.Import;
using OpsPortal.Features.Dashboards.Model;
using OpsPortal.Features.Dashboards.Storage;
using OpsPortal.Features.Dashboards.Variables;

namespace OpsPortal.Features.Dashboards.Data;

/// <summary>The data of one panel: of a kept dashboard, or of a draft that comes along.</summary>
internal sealed class PanelEndpoints(DashboardLibrary library, VariableResolver resolver, PanelData data, SharedAnswers shared, TimeProvider time)
{
    private const int MaxBody = 4 * 1024 * 1024;
    private const double MaxUnixMs = 253_402_300_799_000;

    public async Task<IResult> GetAsync(string uid, int panelId, HttpContext context, CancellationToken cancellationToken)
    {
        if (Question.Of(context.Request) is not { } question)
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
        var key = $"{uid} {found?.Summary.Version} {found?.Summary.UpdatedAt?.UtcTicks} {panelId} {question.Key}";
        var body = await shared.GetAsync(key, stop => AnswerAsync(dashboard, panel, question, stop), cancellationToken);
        await body.SendAsync(context, time.GetUtcNow(), cancellationToken);
        return Results.Empty;
    }

    public async Task<IResult> PostAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (Question.Of(context.Request) is not { } question)
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
        await (await AnswerAsync(read.Dashboard, panel, question, cancellationToken)).SendAsync(context, time.GetUtcNow(), cancellationToken);
        return Results.Empty;
    }

    private async Task<PanelBody> AnswerAsync(Dashboard dashboard, Panel panel, Question asked, CancellationToken cancellationToken)
    {
        var variables = await resolver.ResolveAsync(dashboard, asked.Variables, asked.From, asked.To, cancellationToken);
        var window = QueryWindow.Of(panel, asked.From, asked.To, asked.Width, variables, asked.Scope);
        var answer = await data.AskAsync(new PanelQuestion(dashboard, panel, variables, asked.Scope, window), cancellationToken);
        return PanelBody.Of(answer with { Notices = [.. answer.Notices, .. VariableNotices(variables, panel, dashboard)] }, time.GetUtcNow());
    }

    private static IResult NoSuchPanel(Dashboard dashboard, int panelId) => Results.Problem($"The dashboard “{dashboard.Title}” has no panel {panelId}.", statusCode: 404);

    /// <summary>A variable that a panel's queries use and that couldn't be resolved explains an empty panel.</summary>
    private static IEnumerable<Notice> VariableNotices(ResolvedVariables variables, Panel panel, Dashboard dashboard)
    {
        if (!variables.Items.Any(item => item.Error is not null))
            return [];
        var used = ResolvedVariables.NamesIn(string.Join(' ', Target.AllOf(panel).Select(target => target.Expr))).ToHashSet(StringComparer.Ordinal);
        return variables.Items.Where(item => item.Error is not null && used.Contains(item.Name)).Select(item => new Notice("warn", $"The variable “{item.Name}”: {item.Error}"));
    }

    internal static IResult BadRange() => Results.Problem("“from” and “to” must be unix milliseconds, from before to.", statusCode: 400);

    /// <summary>What the address says beside dashboard and panel.</summary>
    /// <param name="Key">The same for all who ask the same.</param>
    internal sealed record Question(
        DateTimeOffset From, DateTimeOffset To, int Width, IReadOnlyDictionary<string, StringValues> Variables, IReadOnlyDictionary<string, string> Scope, string Key)
    {
        /// <returns>Null when the range isn't one.</returns>
        public static Question? Of(HttpRequest request)
        {
            var query = request.Query;
            if (!double.TryParse(query["from"], out var from) || !double.TryParse(query["to"], out var to) || from is not (>= 0 and <= MaxUnixMs) || to is not (>= 0 and <= MaxUnixMs) || from >= to)
                return null;
            var width = int.TryParse(query["width"], out var pixels) ? Math.Clamp(pixels, 50, 8000) : 800;
            var key = string.Join('\n', query.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={string.Join('\r', pair.Value.ToArray())}"));
            var scope = Prefixed(query, "scope-").ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal);
            return new Question(DateTimeOffset.FromUnixTimeMilliseconds((long)from), DateTimeOffset.FromUnixTimeMilliseconds((long)to), width, Prefixed(query, "var-"), scope, key);
        }

        private static Dictionary<string, StringValues> Prefixed(IQueryCollection query, string prefix)
            => query.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal) && pair.Key.Length > prefix.Length)
                .ToDictionary(pair => pair.Key[prefix.Length..], pair => pair.Value, StringComparer.Ordinal);
    }
}
