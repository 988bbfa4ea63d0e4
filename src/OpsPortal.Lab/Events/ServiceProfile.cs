using OpsPortal.Lab.Services.Aurelis;
using OpsPortal.Lab.Services.Gateway;
using OpsPortal.Lab.Services.H200;
using OpsPortal.Lab.Services.MicroDiff;
using OpsPortal.Lab.Simulation;

namespace OpsPortal.Lab.Events;

/// <summary>What people do with a service, as events tell it.</summary>
/// <param name="Service">The catalog's id.</param>
/// <param name="UsesADay">Usage events of a day of full load; events are a sample of the requests that metrics count.</param>
/// <param name="Users">How many people use it.</param>
/// <param name="FeedbackShare">Share of uses that are rated.</param>
/// <param name="Satisfaction">Mean score, 1..5.</param>
/// <param name="Version">The version that runs.</param>
/// <param name="Uses">What they use, with its share, its model, its tokens (0 for none) and its time.</param>
public sealed record ServiceProfile(
    string Service, double UsesADay, int Users, double FeedbackShare, double Satisfaction, string Version, IReadOnlyList<Use> Uses)
{
    public static readonly IReadOnlyList<ServiceProfile> All =
    [
        new("h200", 272, 42, 0.11, 4.25, "1.4.2",
        [
            new(0.7, "image_analysis", "analyze", H200Analyses.Models[1].Name, 0, 0, new(0.19, 0.5)),
            new(0.2, "rule_check", "rules", H200Analyses.Models[0].Name, 0, 0, new(0.12, 0.4)),
            new(0.1, "overview", "dashboard", null, 0, 0, new(0.06, 0.5)),
        ]),
        new("hdc", 120, 14, 0, 0, "0.9.3",
        [
            new(0.5, "similarity", "search", null, 0, 0, new(0.03, 0.5)),
            new(0.3, "bundle", "training", null, 0, 0, new(0.012, 0.5)),
            new(0.2, "batch", "nightly_reports", null, 0, 0, new(1.4, 0.6)),
        ]),
        new("ai-gateway", 280, 120, 0.09, 4.1, "2.7.0",
        [
            new(0.48, "generate_text", "chat", GatewayService.Models[1].Name, 48, 12, new(0.85, 0.5)),
            new(0.05, "generate_text", "chat", GatewayService.Models[0].Name, 48, 12, new(1.2, 0.5)),
            new(0.17, "generate_code", "assistant", GatewayService.Models[1].Name, 80, 22, new(1.3, 0.5)),
            new(0.3, "classify", "mail_triage", GatewayService.Models[1].Name, 28, 2, new(0.22, 0.45)),
        ]),
        new("aurelis", 325, 85, 0.08, 4.35, "1.0.4",
        [
            .. AurelisService.Tasks.SelectMany(t => AurelisService.Models.Select(m => new Use(
                t.Share * m.Share, t.Task, t.Task == "completion" ? "inline_completion" : "side_panel", m.Name, t.Input, t.Output, t.Shape))),
        ]),
        new("microdiff", 104, 18, 0.12, 4.0, "0.6.1",
        [
            new(0.45, "generate", "design_studio", MicroDiffService.Models[0].Name, 0, 0, new(2.5, 0.42)),
            new(0.45, "predict", "property_explorer", MicroDiffService.Models[1].Name, 0, 0, new(0.21, 0.4)),
            new(0.1, "optimize", "process_window", MicroDiffService.Models[0].Name, 0, 0, new(3.6, 0.5)),
        ]),
    ];
}

/// <summary>What a use may lead to.</summary>
/// <param name="Name">As conversion events name it.</param>
/// <param name="Share">Of uses that succeeded.</param>
/// <param name="Value">What one is worth in the mean, US dollars; 0 for none.</param>
public sealed record Goal(string Name, double Share, double Value)
{
    /// <summary>By service; one that is not there has none.</summary>
    public static readonly IReadOnlyDictionary<string, Goal> ByService = new Dictionary<string, Goal>(StringComparer.Ordinal)
    {
        ["h200"] = new("placement_confirmed", 0.42, 0.9),
        ["ai-gateway"] = new("answer_kept", 0.55, 0.12),
        ["aurelis"] = new("suggestion_accepted", 0.31, 0.2),
        ["microdiff"] = new("design_exported", 0.12, 6),
    };
}

/// <summary>One kind of use.</summary>
public sealed record Use(double Share, string Task, string Feature, string? Model, double Input, double Output, LatencyShape Shape);
