using Microsoft.Extensions.Options;
using OpsPortal.Domain;

namespace OpsPortal.Features.Logs;

/// <summary>Section <c>Logs</c>; what is masked is in <c>Logs:Masking</c>.</summary>
public sealed class LogsOptions
{
    /// <summary>Roles that may see lines uncovered, each time on request and written into the audit log. The default is admin.</summary>
    public List<string> RawRoles { get; set; } = [];

    /// <summary>Where a trace is seen: an http(s) address or a path with <c>{trace_id}</c> in it. Empty: no links.</summary>
    public string TraceUrl { get; set; } = "";

    /// <summary>Fields whose value names one piece of work in all services. The default: correlation_id, request_id, trace_id.</summary>
    public List<string> CorrelationFields { get; set; } = [];

    /// <summary>Live tails of one person at a time. The default is 10.</summary>
    public int MaxTailsPerPerson { get; set; } = 10;

    /// <summary>Different selectors that are tailed at a time, by all people together. The default is 50.</summary>
    public int MaxTails { get; set; } = 50;

    /// <summary>Days that lines must be kept, by what for: <c>Debugging: 30</c>. Checked against what Loki says of itself.</summary>
    public Dictionary<string, int> RetentionDays { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    internal IReadOnlyList<string> RolesForRaw => RawRoles.Count > 0 ? RawRoles : [Roles.Admin];

    internal IReadOnlyList<string> Correlating => CorrelationFields.Count > 0 ? CorrelationFields : ["correlation_id", "request_id", "trace_id"];
}

/// <summary>Every mistake at once, each with its key.</summary>
internal sealed class LogsOptionsCheck : IValidateOptions<LogsOptions>
{
    public ValidateOptionsResult Validate(string? name, LogsOptions options)
    {
        var failures = new List<string>();
        failures.AddRange(options.RawRoles.Where(role => !Roles.All.Contains(role)).Select(role => $"Logs:RawRoles: “{role}” is none of {string.Join(", ", Roles.All)}."));
        if (options.TraceUrl.Length > 0 && !(options.TraceUrl.Contains("{trace_id}", StringComparison.Ordinal)
            && ((Uri.TryCreate(options.TraceUrl.Replace("{trace_id}", "x", StringComparison.Ordinal), UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
                || (options.TraceUrl.StartsWith('/') && !options.TraceUrl.StartsWith("//", StringComparison.Ordinal)))))
            failures.Add("Logs:TraceUrl must be an http(s) address or a path with {trace_id} in it, like https://traces.example/trace/{trace_id}.");
        if (options.MaxTailsPerPerson is < 1 or > 1000)
            failures.Add("Logs:MaxTailsPerPerson must be between 1 and 1000.");
        if (options.MaxTails is < 1 or > 10_000)
            failures.Add("Logs:MaxTails must be between 1 and 10000.");
        failures.AddRange(options.RetentionDays.Where(pair => pair.Value is < 1 or > 36_500).Select(pair => $"Logs:RetentionDays:{pair.Key} must be between 1 and 36500."));
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
