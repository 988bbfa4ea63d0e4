using Microsoft.Extensions.Options;
using OpsPortal.Clients.Backend;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Loki;

public static class LokiSetup
{
    public static WebApplicationBuilder AddLoki(this WebApplicationBuilder builder)
    {
        builder.Services.AddBackend<LokiLink, LokiOptions, LokiOptionsCheck>("Loki");
        builder.Services.AddOptions<MaskingOptions>().BindConfiguration("Logs:Masking").ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<MaskingOptions>, MaskingOptionsCheck>();
        builder.Services.AddSingleton(services => new LineMask(services.GetRequiredService<IOptions<MaskingOptions>>().Value));
        builder.Services.AddTransient<LokiClient>();
        builder.Services.AddTransient<LokiLogStore>();
        builder.Services.AddTransient<LokiTail>();
        builder.Services.AddTransient<LokiPush>();
        builder.Services.AddProbe<LokiClient>("Loki", "the logs page", ProbeAsync);
        return builder;
    }

    // A Loki that is ready and doesn't tell its version is there all the same.
    private static async Task<Outcome<string>> ProbeAsync(LokiClient client, CancellationToken cancellationToken)
    {
        var ready = await client.ReadyAsync(cancellationToken);
        if (!ready.IsOk)
            return ready;
        var version = await client.VersionAsync(cancellationToken);
        return version.IsOk ? version.Map(text => "Loki " + text) : ready;
    }

    private sealed class MaskingOptionsCheck : IValidateOptions<MaskingOptions>
    {
        public ValidateOptionsResult Validate(string? name, MaskingOptions options)
            => LineMask.Problems(options).ToArray() is { Length: > 0 } problems ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
    }
}
