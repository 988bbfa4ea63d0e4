using Microsoft.Extensions.Options;
using OpsPortal.Clients.Otlp;

namespace OpsPortal.Features.Logs.Own;

/// <summary>Section <c>Logs:Own</c>: the portal's own log.</summary>
public sealed class OwnLogOptions
{
    /// <summary>Sends the portal's own lines. The default is false.</summary>
    public bool Push { get; set; }

    /// <summary><c>loki</c>: to the Loki of <c>Loki:Url</c>; <c>otlp</c>: by OTLP/HTTP to <c>Logs:Own:Otlp:Url</c>. The default is loki.</summary>
    public string Via { get; set; } = "loki";

    /// <summary>The label <c>service</c>, and the field. The default is opsportal.</summary>
    public string Service { get; set; } = "opsportal";

    /// <summary>Lines that wait to be sent; of more the oldest are left out, and counted. The default is 10,000.</summary>
    public int BufferLines { get; set; } = 10_000;

    /// <summary>Lines sent at once. The default is 1,000.</summary>
    public int BatchLines { get; set; } = 1000;

    /// <summary>Seconds between sendings. The default is 2.</summary>
    public int FlushSeconds { get; set; } = 2;
}

internal sealed class OwnLogOptionsCheck(IOptions<OtlpOptions> otlp) : IValidateOptions<OwnLogOptions>
{
    public ValidateOptionsResult Validate(string? name, OwnLogOptions options)
    {
        var failures = new List<string>();
        if (options.Via is not ("loki" or "otlp"))
            failures.Add("Logs:Own:Via must be loki or otlp.");
        if (options is { Push: true, Via: "otlp" } && otlp.Value.Url.Length == 0)
            failures.Add("Logs:Own:Otlp:Url must be given where Logs:Own:Via is otlp, like http://127.0.0.1:4318.");
        if (options.Service.Length is 0 or > 100)
            failures.Add("Logs:Own:Service must be a name of at most 100 characters.");
        if (options.BufferLines is < 100 or > 1_000_000)
            failures.Add("Logs:Own:BufferLines must be between 100 and 1000000.");
        if (options.BatchLines is < 1 or > 10_000)
            failures.Add("Logs:Own:BatchLines must be between 1 and 10000.");
        if (options.FlushSeconds is < 1 or > 300)
            failures.Add("Logs:Own:FlushSeconds must be between 1 and 300.");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
