using OpsPortal.Catalog;

namespace OpsPortal.Features.Gpus.Work;

/// <summary>What a service's GPUs made of their energy lately.</summary>
/// <param name="Models">Ids of the models that the catalog says run there; empty when it names none.</param>
/// <param name="Gpus">GPUs of it that were measured.</param>
/// <param name="Watts">Mean power of them together; null when none was measured.</param>
/// <param name="TokensPerSecond">Input, output and cached together; null when they are not known.</param>
/// <param name="Window">What both were measured over.</param>
/// <param name="Why">Why there is no figure, in words; null when there is one.</param>
internal sealed record ServiceWork(
    string Id, string Name, IReadOnlyList<string> Models, int Gpus, double? Watts, double? TokensPerSecond, TimeSpan Window, string? Why)
{
    /// <summary>How it comes about, for who reads it.</summary>
    public const string Definition =
        "Tokens that the service counted, by the second, divided by the mean power of the GPUs that the catalog gives to it, over the same time: at most the last 15 minutes.";

    /// <summary>Tokens a joule; null when either is unknown.</summary>
    public double? TokensPerJoule => TokensPerSecond is { } tokens && Watts is > 0 and var watts ? tokens / watts : null;

    /// <summary>The signals by model that count tokens; each gives tokens a second.</summary>
    public static IReadOnlyList<Signal> TokenSignals(ServiceEntry service) =>
        service.Models is null ? [] : [.. service.Models.Signals.Values.Where(signal => signal.Name.StartsWith("tokens_", StringComparison.Ordinal))];
}
