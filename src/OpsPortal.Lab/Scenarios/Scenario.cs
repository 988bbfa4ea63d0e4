namespace OpsPortal.Lab.Scenarios;

/// <summary>A disturbance that can be switched on for a service.</summary>
/// <param name="Name">As it is called in the control API.</param>
/// <param name="Description">What will be seen.</param>
/// <param name="DefaultService">Which service it disturbs when none is named.</param>
/// <param name="Services">The services that it makes sense for.</param>
/// <param name="Minutes">How long it lasts when nobody says.</param>
/// <param name="RampSeconds">How long it takes to be there in full, and to be gone again.</param>
/// <param name="At">Its effects at a strength 0..1.</param>
public sealed record Scenario(
    string Name,
    string Description,
    string DefaultService,
    IReadOnlyList<string> Services,
    int Minutes,
    int RampSeconds,
    Func<double, Effects> At)
{
    private static readonly string[] Everyone = ["h200", "hdc", "ai-gateway", "aurelis", "microdiff"];
    private static readonly string[] WithGpus = ["h200", "hdc", "microdiff"];

    /// <summary>All scenarios but <c>calm</c>, which is the absence of them.</summary>
    public static readonly IReadOnlyList<Scenario> All =
    [
        new("error-burst", "Three of five requests fail; callers try again, answers slow down, satisfaction falls, error lines fill the logs.",
            "h200", Everyone, 15, 5, s => new() { Errors = s }),
        new("latency", "Answers take about ten times as long, queues and connections pile up, some requests time out.",
            "aurelis", Everyone, 15, 15, s => new() { Latency = s }),
        new("gpu-overheat", "Cooling fails: the service's GPUs pass 90 °C, throttle, and its answers slow down.",
            "h200", WithGpus, 15, 20, s => new() { Heat = s }),
        new("gpu-xid", "The service's first GPU reports XID 94 (a memory error that was contained) every five minutes and counts errors; at the end it is reset.",
            "h200", WithGpus, 15, 0, s => new() { GpuFault = s }),
        new("gpu-memory-full", "The memory of the service's GPUs fills above 97 %, its own memory too; allocations begin to fail.",
            "microdiff", ["h200", "hdc", "ai-gateway", "microdiff"], 15, 20, s => new() { Memory = s }),
        new("model-regression", "The models' accuracy falls below 0.8 and ratings fall with it.",
            "ai-gateway", ["h200", "ai-gateway", "microdiff"], 15, 10, s => new() { Regression = s }),
        new("cost-spike", "Runaway work burns more than 50 USD an hour: serverless inference, forgotten GPUs, or ever longer prompts.",
            "h200", Everyone, 60, 10, s => new() { Cost = s }),
        new("service-down", "The service closes every connection: scrapes and health checks fail, its traffic stops.",
            "microdiff", Everyone, 15, 0, s => new() { Down = s > 0 }),
        new("log-storm", "The service logs a hundred times as much.",
            "aurelis", Everyone, 15, 2, s => new() { LogStorm = s }),
    ];

    public const string Calm = "calm";

    public static Scenario? Find(string name) => All.FirstOrDefault(s => s.Name == name);
}
