using System.Globalization;
using System.Net;

namespace OpsPortal.GpuAgent;

/// <summary>The agent's settings, all from environment variables.</summary>
internal sealed record AgentOptions
{
    /// <summary>Name of this host in the frames.</summary>
    public required string Host { get; init; }

    /// <summary>Portals that get every frame; may be empty when only /metrics is wanted.</summary>
    public required IReadOnlyList<Uri> Portals { get; init; }

    /// <summary>File with the API token; read again before each try after a refusal, so that it can be changed while the agent runs.</summary>
    public string? TokenFile { get; init; }

    /// <summary>Time between two samples.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Frames that wait for each portal, at most.</summary>
    public int Buffer { get; init; } = 900;

    /// <summary>Where /metrics is served; <c>null</c> for nowhere.</summary>
    public IPEndPoint? Metrics { get; init; } = new(IPAddress.Loopback, 9405);

    /// <summary>Name or path of NVML.</summary>
    public string Nvml { get; init; } = "libnvidia-ml.so.1";

    public const string Help =
        """
        opsportal-gpu-agent: reads this machine's NVIDIA GPUs and sends frames to OpsPortal. All settings are environment variables:
          GPU_AGENT_PORTALS      addresses of the portals, separated by blanks; https, or http to this machine
          GPU_AGENT_TOKEN_FILE   file with an API token of scope gpu:write for this host
          GPU_AGENT_HOST         this host's name in the portal                       [the machine's name]
          GPU_AGENT_INTERVAL_MS  milliseconds between samples, 100 to 60000           [1000]
          GPU_AGENT_BUFFER       frames that wait for a portal that is away, 1 to 9000 [900]
          GPU_AGENT_METRICS      address:port of /metrics for Prometheus, or "off"    [127.0.0.1:9405]
          GPU_AGENT_INSECURE     "yes" allows http to other machines
          GPU_AGENT_NVML         name or path of NVIDIA's library                     [libnvidia-ml.so.1]
        """;

    /// <summary>Reads the settings; all that is wrong with them at once.</summary>
    public static (AgentOptions? Options, IReadOnlyList<string> Errors) Read(Func<string, string?> get)
    {
        var errors = new List<string>();
        var options = new AgentOptions
        {
            Host = HostName(Text("HOST") ?? Environment.MachineName, errors),
            Portals = ReadPortals(Text("PORTALS") ?? "", Text("INSECURE") == "yes", errors),
            TokenFile = Text("TOKEN_FILE"),
            Interval = TimeSpan.FromMilliseconds(Number("INTERVAL_MS", 1000, 100, 60_000)),
            Buffer = Number("BUFFER", 900, 1, 9000),
            Metrics = Endpoint(Text("METRICS") ?? "127.0.0.1:9405", errors),
            Nvml = Text("NVML") ?? "libnvidia-ml.so.1",
        };
        if (options.Portals.Count > 0 && (options.TokenFile is null || !File.Exists(options.TokenFile)))
            errors.Add($"GPU_AGENT_TOKEN_FILE is \"{options.TokenFile}\"; it must name a file with the token.");
        if (options.Portals.Count == 0 && options.Metrics is null)
            errors.Add("GPU_AGENT_PORTALS is empty and GPU_AGENT_METRICS is \"off\": there is nothing to do.");
        return errors.Count == 0 ? (options, errors) : (null, errors);

        string? Text(string name) => get("GPU_AGENT_" + name) is { } text && text.Trim().Length > 0 ? text.Trim() : null;

        int Number(string name, int otherwise, int least, int most)
        {
            var text = Text(name);
            if (text is null)
                return otherwise;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
                return number;
            errors.Add($"GPU_AGENT_{name} is \"{text}\"; it must be {least} to {most}.");
            return otherwise;
        }
    }

    private static string HostName(string name, List<string> errors)
    {
        if (name.Length > 128 || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-' or ':')))
            errors.Add($"GPU_AGENT_HOST is \"{name}\"; it must have 1 to 128 letters, digits, '.', '_', '-' or ':'.");
        return name;
    }

    private static List<Uri> ReadPortals(string text, bool insecure, List<string> errors)
    {
        var portals = new List<Uri>();
        foreach (var one in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Uri.TryCreate(one, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
                errors.Add($"GPU_AGENT_PORTALS has \"{one}\"; it must be an address that begins with https:// or http://.");
            else if (uri.Scheme == "http" && !uri.IsLoopback && !insecure)
                errors.Add($"GPU_AGENT_PORTALS has \"{one}\": the token would go over the network unencrypted. Use https, or set GPU_AGENT_INSECURE=yes.");
            else
                portals.Add(uri);
        }

        return portals;
    }

    private static IPEndPoint? Endpoint(string text, List<string> errors)
    {
        if (text == "off")
            return null;
        if (IPEndPoint.TryParse(text, out var endpoint) && text.Contains(':'))
            return endpoint;
        errors.Add($"GPU_AGENT_METRICS is \"{text}\"; it must be address:port, such as 127.0.0.1:9405, or \"off\".");
        return null;
    }
}
