using OpsPortal.Catalog;

namespace OpsPortal.Features.Gpus.Live;

/// <summary>What a viewer asks for: which hosts, in which form.</summary>
internal sealed class WatchScope
{
    /// <summary>Hosts that one viewer may name; all of them need no naming.</summary>
    public const int MaxNamed = 256;

    /// <summary>Points of history for each figure, at most.</summary>
    public const int MaxPoints = 4000;

    private readonly HashSet<string>? _names;
    private readonly ServiceEntry? _service;
    private readonly string? _model;

    private WatchScope(HashSet<string>? names, ServiceEntry? service, string? model, WatchRequest request)
    {
        (_names, _service, _model) = (names, service, model);
        IsLean = request.Detail == WatchRequest.Lean;
        Points = Math.Clamp(request.Points, 0, MaxPoints);
        IsOneHost = names is { Count: 1 };
    }

    /// <summary>Only what a heat grid shows.</summary>
    public bool IsLean { get; }

    public int Points { get; }

    /// <summary>Exactly one host, by its name.</summary>
    public bool IsOneHost { get; }

    /// <returns><c>null</c> with the problem in words when it asks for something that there is not.</returns>
    public static WatchScope? Of(WatchRequest request, ServiceCatalog catalog, out string problem)
    {
        problem = "";
        HashSet<string>? names = null;
        if (!string.IsNullOrEmpty(request.Host))
            names = new(StringComparer.Ordinal) { request.Host };
        else if (request.Hosts is { } many)
            names = many.Where(name => !string.IsNullOrEmpty(name)).ToHashSet(StringComparer.Ordinal);
        if (names?.Count > MaxNamed)
            problem = $"{names.Count} hosts are named; at most {MaxNamed} can be. To watch all, name none.";
        if (request.Detail is not (null or "" or WatchRequest.Full or WatchRequest.Lean))
            problem = $"detail must be \"{WatchRequest.Full}\" or \"{WatchRequest.Lean}\".";
        var (service, model) = (default(ServiceEntry), default(string));
        if (request.Group is { Length: > 0 } group)
        {
            if (group.StartsWith("service:", StringComparison.Ordinal))
                service = catalog.Find(group[8..]) ?? Problem<ServiceEntry>(out problem, $"The catalog has no service \"{group[8..]}\".");
            else if (group.StartsWith("model:", StringComparison.Ordinal))
                model = group[6..];
            else
                problem = "group must be \"service:ID\" or \"model:NAME\".";
        }

        return problem.Length > 0 ? null : new WatchScope(names, service, model, request);
    }

    /// <summary>Whether frames of this host are sent to the viewer.</summary>
    public bool Has(GpuHost host) =>
        (_names is null || _names.Contains(host.Name))
        && (_service is null || _service.Gpus.Any(claim => claim.Host == host.Name))
        && (_model is null || host.Info?.Gpus.Any(gpu => gpu.Name == _model) == true);

    private static T? Problem<T>(out string problem, string words) where T : class
    {
        problem = words;
        return null;
    }
}
