using System.Globalization;
using OpsPortal.Lab.Scenarios;

namespace OpsPortal.Lab.Control;

/// <summary><c>/lab/scenarios</c>: what can be played, what is on, and the switches.</summary>
internal static class ControlEndpoints
{
    public static WebApplication MapControl(this WebApplication app)
    {
        app.MapGet("/lab/scenarios", (ScenarioBoard board, TimeProvider time) => Results.Json(new
        {
            scenarios = Scenario.All.Select(s => new
            {
                name = s.Name,
                description = s.Description,
                defaultService = s.DefaultService,
                services = s.Services,
                defaultMinutes = s.Minutes,
            }).Append(new
            {
                name = Scenario.Calm,
                description = "Everything off.",
                defaultService = "",
                services = (IReadOnlyList<string>)[],
                defaultMinutes = 0,
            }),
            active = board.Active.Select(a => View(a, time)),
        }));
        app.MapPut("/lab/scenarios/{name}", Start);
        app.MapDelete("/lab/scenarios/{name}", Stop);
        return app;
    }

    private static IResult Start(string name, string? service, string? minutes, ScenarioBoard board, TimeProvider time)
    {
        if (name == Scenario.Calm)
            return Results.Json(new { stopped = board.Stop(service: service) });
        if (Scenario.Find(name) is not { } scenario)
            return Unknown(name);

        int? length = null;
        if (minutes is not null)
        {
            if (!int.TryParse(minutes, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed))
                return Results.BadRequest(new { error = $"minutes is \"{minutes}\"; it must be 1 to {ScenarioBoard.MaxMinutes}" });
            length = parsed;
        }

        var answer = board.Start(scenario, service, length);
        return answer.Active is { } active ? Results.Json(View(active, time)) : Results.BadRequest(new { error = answer.Error });
    }

    private static IResult Stop(string name, string? service, ScenarioBoard board) =>
        name == Scenario.Calm || Scenario.Find(name) is not null
            ? Results.Json(new { stopped = board.Stop(Scenario.Find(name), service) })
            : Unknown(name);

    private static IResult Unknown(string name) => Results.NotFound(new
    {
        error = $"there is no scenario \"{name}\"; there are {string.Join(", ", Scenario.All.Select(s => s.Name).Append(Scenario.Calm))}",
    });

    private static object View(ActiveScenario active, TimeProvider time) => new
    {
        name = active.Scenario.Name,
        service = active.Service,
        from = DateTimeOffset.FromUnixTimeSeconds(active.From),
        until = DateTimeOffset.FromUnixTimeSeconds(active.Until),
        strength = Math.Round(active.Strength(time.GetUtcNow().ToUnixTimeSeconds()), 2),
    };
}
