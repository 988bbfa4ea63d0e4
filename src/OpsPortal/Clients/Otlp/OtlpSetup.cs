using Microsoft.Extensions.Options;
using OpsPortal.Clients.Backend;

namespace OpsPortal.Clients.Otlp;

public static class OtlpSetup
{
    public static WebApplicationBuilder AddOtlp(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<OtlpOptions>().BindConfiguration(OtlpOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<OtlpOptions>, OtlpOptionsCheck>();
        builder.Services.AddHttpClient<OtlpPush>(http => http.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(services => BackendAsk.Handler(services.GetRequiredService<IOptions<OtlpOptions>>().Value));
        return builder;
    }
}
