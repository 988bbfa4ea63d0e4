using Microsoft.Extensions.Options;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Loki;

public static class LokiSetup
{
    public static WebApplicationBuilder AddLoki(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<LokiOptions>().BindConfiguration("Loki").ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<LokiOptions>, LokiOptionsCheck>();
        builder.Services.AddOptions<MaskingOptions>().BindConfiguration("Logs:Masking").ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<MaskingOptions>, MaskingOptionsCheck>();
        builder.Services.AddSingleton(services => new LineMask(services.GetRequiredService<IOptions<MaskingOptions>>().Value));
        // The client counts the time and the bytes itself, so that each can be told apart in words.
        builder.Services.AddHttpClient<LokiLink>(http => http.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(services => LokiLink.Handler(services.GetRequiredService<IOptions<LokiOptions>>().Value));
        builder.Services.AddTransient<LokiClient>();
        builder.Services.AddTransient<LokiLogStore>();
        builder.Services.AddTransient<LokiTail>();
        builder.Services.AddTransient<LokiPush>();
        builder.Services.AddSingleton<IBackendProbe, LokiProbe>();
        return builder;
    }

    private sealed class MaskingOptionsCheck : IValidateOptions<MaskingOptions>
    {
        public ValidateOptionsResult Validate(string? name, MaskingOptions options)
            => LineMask.Problems(options).ToArray() is { Length: > 0 } problems ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
    }
}
