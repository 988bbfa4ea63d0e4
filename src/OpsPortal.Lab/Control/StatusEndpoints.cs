using System.Net;
using System.Text;
using OpsPortal.Lab.Hosting;
using OpsPortal.Lab.Logs;
using OpsPortal.Lab.Scenarios;
using OpsPortal.Lab.Simulation;

namespace OpsPortal.Lab.Control;

/// <summary><c>/lab/status</c>: how the lab is; <c>/</c>: what there is, for people.</summary>
internal static class StatusEndpoints
{
    public static WebApplication MapStatus(this WebApplication app)
    {
        app.MapGet("/lab/status", Status);
        app.MapGet("/", Index);
        return app;
    }

    private static IResult Status(World world, LabOptions options, ScenarioBoard board, LogStore logs, IEnumerable<IStatusPart> parts, TimeProvider time)
    {
        var status = new Dictionary<string, object?>
        {
            ["now"] = time.GetUtcNow(),
            ["seed"] = options.Seed,
            ["ports"] = new { from = options.BasePort + 1, control = options.ControlPort },
            ["simulation"] = world.Read(f => new
            {
                started = DateTimeOffset.FromUnixTimeSeconds(f.Started),
                now = DateTimeOffset.FromUnixTimeSeconds(f.Now),
                lagSeconds = time.GetUtcNow().ToUnixTimeSeconds() - f.Now,
                series = f.Pages.Sum(p => p.Families.Sum(x => x.Members.Sum(m => m.Slots))),
                services = f.Services.Select(s => new
                {
                    id = s.Id,
                    version = s.Version,
                    load = Math.Round(s.Load, 3),
                    requestsPerSecond = Math.Round(s.Rate, 2),
                    errorShare = s.ErrorShare is { } share ? Math.Round(share, 4) : (double?)null,
                    down = s.Effects.Down,
                }).ToArray(),
            }),
            ["days"] = world.Days().Count,
            ["scenarios"] = board.Active.Select(a => new { name = a.Scenario.Name, service = a.Service, until = DateTimeOffset.FromUnixTimeSeconds(a.Until) }),
            ["logs"] = new { lines = logs.Count, evicted = logs.Evicted },
        };
        foreach (var part in parts)
            status[part.Name] = part.Report();
        return Results.Json(status);
    }

    private static IResult Index(Surfaces surfaces, LabOptions options)
    {
        var html = new StringBuilder("""
            <!doctype html><html lang="en"><head><meta charset="utf-8"><title>OpsPortal lab</title>
            <style>body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}code{background:#f2f2f2;padding:.1em .3em}td,th{text-align:left;padding:.2rem 1rem .2rem 0;vertical-align:top}</style>
            </head><body><h1>OpsPortal lab</h1><p>Five AI services, a GPU host and two exporters, all simulated.</p><h2>Endpoints</h2><table>
            """);
        foreach (var surface in surfaces.All)
        {
            var port = options.BasePort + surface.Offset;
            var links = surface.Metrics.Keys.Concat(surface.Service?.HealthPaths ?? [])
                .Select(p => $"<a href=\"http://127.0.0.1:{port}{p}\">{p}</a>");
            html.Append($"<tr><th>{WebUtility.HtmlEncode(surface.Name)}</th><td>{port}</td><td>{string.Join(" ", links)}</td></tr>");
        }

        html.Append($"""
            <tr><th>Control</th><td>{options.ControlPort}</td><td><a href="/lab/status">/lab/status</a> <a href="/lab/scenarios">/lab/scenarios</a>
            <a href="/lab/emitted">/lab/emitted</a> <a href="/notify/fallback">/notify/fallback</a></td></tr></table>
            <h2>Scenarios</h2><p>On: <code>curl -X PUT 'http://127.0.0.1:{options.ControlPort}/lab/scenarios/error-burst?service=h200&amp;minutes=10'</code>,
            off: <code>curl -X DELETE …</code>, all off: <code>PUT /lab/scenarios/calm</code>.</p><table>
            """);
        foreach (var scenario in Scenario.All)
            html.Append($"<tr><th>{scenario.Name}</th><td>{scenario.DefaultService}</td><td>{WebUtility.HtmlEncode(scenario.Description)}</td></tr>");
        return Results.Content(html.Append("</table></body></html>").ToString(), "text/html; charset=utf-8");
    }
}

/// <summary>A part of the lab that has something to say on <c>/lab/status</c>.</summary>
internal interface IStatusPart
{
    string Name { get; }

    object Report();
}
