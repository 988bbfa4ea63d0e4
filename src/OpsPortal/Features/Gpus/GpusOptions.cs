using Microsoft.Extensions.Options;

namespace OpsPortal.Features.Gpus;

/// <summary>Section "Gpus".</summary>
public sealed class GpusOptions
{
    /// <summary>"auto" reads the GPUs of the portal's own machine where NVIDIA's driver is there; "off" doesn't. The default is "auto".</summary>
    public string Local { get; set; } = "auto";

    /// <summary>What the portal's own machine is called among the hosts. The default is the machine's name.</summary>
    public string HostName { get; set; } = Environment.MachineName;

    /// <summary>Time between two readings of the own machine, 100 ms to 60 s. The default is 1 s.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>"auto" shows hosts that have an exporter in Prometheus and no agent; "off" doesn't. The default is "auto".</summary>
    public string Exporters { get; set; } = "auto";

    /// <summary>Hosts that are kept at once, 1 to 10,000. The default is 1,000; more are refused.</summary>
    public int MaxHosts { get; set; } = 1000;

    /// <summary>A host that has been silent this long is forgotten, 1 min to 30 days. The default is 1 day.</summary>
    public TimeSpan ForgetAfter { get; set; } = TimeSpan.FromDays(1);
}

internal sealed class GpusOptionsCheck : IValidateOptions<GpusOptions>
{
    public ValidateOptionsResult Validate(string? name, GpusOptions options)
    {
        var failures = new List<string>();
        if (options.Local is not ("auto" or "off"))
            failures.Add($"Gpus:Local is \"{options.Local}\"; it must be \"auto\" or \"off\".");
        if (options.Exporters is not ("auto" or "off"))
            failures.Add($"Gpus:Exporters is \"{options.Exporters}\"; it must be \"auto\" or \"off\".");
        if (options.HostName is not { Length: > 0 and <= 128 })
            failures.Add("Gpus:HostName must have 1 to 128 characters.");
        if (options.Interval < TimeSpan.FromMilliseconds(100) || options.Interval > TimeSpan.FromMinutes(1))
            failures.Add($"Gpus:Interval is {options.Interval}; it must be 00:00:00.100 to 00:01:00.");
        if (options.MaxHosts is < 1 or > 10_000)
            failures.Add($"Gpus:MaxHosts is {options.MaxHosts}; it must be 1 to 10000.");
        if (options.ForgetAfter < TimeSpan.FromMinutes(1) || options.ForgetAfter > TimeSpan.FromDays(30))
            failures.Add($"Gpus:ForgetAfter is {options.ForgetAfter}; it must be 00:01:00 to 30.00:00:00.");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
