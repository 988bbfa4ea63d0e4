using Microsoft.Extensions.Options;

namespace OpsPortal.Clients.Prometheus;

/// <summary>All configured Prometheus servers by name, each with a client, connections and limits of its own.</summary>
public sealed class PrometheusServers : IDisposable
{
    /// <summary>The name of the server of <c>Prometheus:Url</c>.</summary>
    public const string Default = "default";

    private readonly Dictionary<string, PrometheusClient> _clients = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<IDisposable> _owned = [];
    private readonly List<(string Address, string Name)> _addresses = [];
    private readonly TimeProvider _time;

    public PrometheusServers(IOptions<PrometheusOptions> options, TimeProvider time)
    {
        _time = time;
        Add(Default, options.Value);
        foreach (var (name, server) in options.Value.Servers.OrderBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase))
            Add(name, server);
    }

    private PrometheusServers(PrometheusClient only, TimeProvider time) => (_time, _clients[only.Name]) = (time, only);

    /// <summary>The default one first, then by name.</summary>
    public IReadOnlyList<string> Names => [.. _clients.Keys];

    /// <summary>For tests and tools: a client that is there already, as the only server.</summary>
    public static PrometheusServers Of(PrometheusClient client, TimeProvider time) => new(client, time);

    /// <returns>The client of that server; null or "" is the default one. An unknown name gives a client whose every answer says so.</returns>
    public PrometheusClient For(string? name)
    {
        if (_clients.TryGetValue(string.IsNullOrEmpty(name) ? Default : name, out var client))
            return client;
        return PrometheusClient.Unknown(name!, $"There is no Prometheus named “{name}”. Configured are: {string.Join(", ", Names)} (Prometheus:Servers).", _time);
    }

    /// <summary>Whether <see cref="For"/> gives a configured one.</summary>
    public bool Knows(string? name) => string.IsNullOrEmpty(name) || _clients.ContainsKey(name);

    /// <summary>Which server wrote an address, such as an alert's <c>generatorURL</c>; the default one where none is known by it.</summary>
    public string NameOf(string address)
        => _addresses.Where(one => address.StartsWith(one.Address, StringComparison.OrdinalIgnoreCase)).OrderByDescending(one => one.Address.Length).Select(one => one.Name).FirstOrDefault(Default);

    public void Dispose() => _owned.ForEach(one => one.Dispose());

    private void Add(string name, PrometheusServerOptions options)
    {
        _addresses.AddRange(new[] { options.Url, options.ExternalUrl }.Where(address => address.Length > 0).Select(address => (address.TrimEnd('/') + "/", name)));
        // The client counts the time itself, so that a timeout can be told from a viewer who left.
        var http = new HttpClient(PrometheusHandler.For(options)) { Timeout = Timeout.InfiniteTimeSpan };
        var link = new PrometheusLink(name, options, http, _time);
        _owned.AddRange([link, http]);
        _clients[name] = new PrometheusClient(name, options, link, _time);
    }
}
