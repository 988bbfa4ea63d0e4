using OpsPortal.Lab.Loki;

namespace OpsPortal.Lab.Control;

/// <summary><c>/lab/loki</c>: what is the matter with the lab's Loki; <c>PUT /lab/loki/{kind}</c> makes trouble, <c>DELETE</c> ends it.</summary>
internal static class LokiTroubleEndpoints
{
    private static readonly Dictionary<string, LokiTroubleKind> Kinds = new(StringComparer.Ordinal)
    {
        ["slow"] = LokiTroubleKind.Slow,
        ["gone"] = LokiTroubleKind.Gone,
        ["busy"] = LokiTroubleKind.Busy,
        ["broken"] = LokiTroubleKind.Broken,
        ["garbage"] = LokiTroubleKind.Garbage,
        ["no-tail"] = LokiTroubleKind.NoTail,
        ["calm"] = LokiTroubleKind.None,
    };

    public static WebApplication MapLokiTrouble(this WebApplication app)
    {
        app.MapGet("/lab/loki", View);
        app.MapPut("/lab/loki/{kind}", (string kind, LokiTrouble trouble) =>
        {
            if (!Kinds.TryGetValue(kind, out var found))
                return Results.NotFound(new { error = $"there is no trouble \"{kind}\"; there are {string.Join(", ", Kinds.Keys)}" });
            trouble.Set(found);
            return View(trouble);
        });
        app.MapDelete("/lab/loki", (LokiTrouble trouble) =>
        {
            trouble.Set(LokiTroubleKind.None);
            return View(trouble);
        });
        return app;
    }

    private static IResult View(LokiTrouble trouble) => Results.Json(new { trouble = Kinds.First(pair => pair.Value == trouble.Kind).Key, kinds = Kinds.Keys });
}
