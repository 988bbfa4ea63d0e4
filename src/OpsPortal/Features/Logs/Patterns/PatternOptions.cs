using Microsoft.Extensions.Options;

namespace OpsPortal.Features.Logs.Patterns;

/// <summary>Section <c>Logs:Patterns</c>.</summary>
public sealed class PatternOptions
{
    /// <summary>Days that shapes and their counts are kept. The default is 30.</summary>
    public int KeepDays { get; set; } = 30;

    /// <summary>New and exploding patterns raise an alert, which opens an incident by the usual rules. The default is false.</summary>
    public bool OpenIncidents { get; set; }

    /// <summary>Lines in ten minutes before one does. The default is 20.</summary>
    public int LeastLines { get; set; } = 20;

    /// <summary>Severity of those alerts. The default is warning.</summary>
    public string Severity { get; set; } = "warning";
}

internal sealed class PatternOptionsCheck : IValidateOptions<PatternOptions>
{
    public ValidateOptionsResult Validate(string? name, PatternOptions options)
    {
        var failures = new List<string>();
        if (options.KeepDays is < 2 or > 365)
            failures.Add("Logs:Patterns:KeepDays must be between 2 and 365.");
        if (options.LeastLines is < 1 or > 1_000_000)
            failures.Add("Logs:Patterns:LeastLines must be between 1 and 1000000.");
        if (options.Severity.Length == 0)
            failures.Add("Logs:Patterns:Severity must be one of catalog/severities.yaml, like warning.");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
