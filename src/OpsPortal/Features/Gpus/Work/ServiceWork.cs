using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Domain.Costs;

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
        "Tokens that the service counted of the models that run on its own GPUs, by the second, divided by the mean power of these GPUs, over the same time: at most the last 15 minutes. "
        + "What the energy of a million tokens costs is by the price book's energy.kwh.";

    /// <summary>Tokens a joule; null when either is unknown.</summary>
    public double? TokensPerJoule => TokensPerSecond is { } tokens && Watts is > 0 and var watts ? tokens / watts : null;

    /// <summary>Joules a million tokens; null likewise, and without tokens.</summary>
    public double? JoulesPerMillionTokens => TokensPerJoule is > 0 and var made ? 1e6 / made : null;

    /// <summary>What the energy of a million tokens costs; null likewise, and without a price.</summary>
    /// <param name="kilowattHour">Price of one kWh.</param>
    public decimal? CostPerMillionTokens(decimal? kilowattHour) => JoulesPerMillionTokens is { } joules ? (decimal)joules / PriceBook.JoulesPerKilowattHour * kilowattHour : null;

    /// <summary>The signals by model that count tokens; each gives tokens a second.</summary>
    public static IReadOnlyList<Signal> TokenSignals(ServiceEntry service) =>
        service.Models is null ? [] : [.. service.Models.Signals.Values.Where(signal => signal.Name.StartsWith("tokens_", StringComparison.Ordinal))];

    /// <summary>Ids of the models that the catalog says run on the service's own GPUs; empty when it names none.</summary>
    public static IReadOnlyList<string> ModelsOf(ServiceEntry service) => service.OwnModels ?? [.. service.Models?.Items.Select(model => model.Id) ?? []];

    /// <summary>Tokens a second of the models that run on the service's own GPUs.</summary>
    /// <param name="samples">Of a signal by model.</param>
    public static double Tokens(ServiceEntry service, IEnumerable<InstantSample> samples) => samples
        .Where(sample => double.IsFinite(sample.Value) && (service.OwnModels is not { } own || own.Contains(sample.Labels[service.Models!.Label], StringComparer.Ordinal)))
        .Sum(sample => sample.Value);
}
