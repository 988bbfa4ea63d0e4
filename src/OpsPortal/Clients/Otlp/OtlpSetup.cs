using OpsPortal.Clients.Backend;

namespace OpsPortal.Clients.Otlp;

public static class OtlpSetup
{
    public static WebApplicationBuilder AddOtlp(this WebApplicationBuilder builder)
    {
        builder.Services.AddBackend<OtlpPush, OtlpOptions, OtlpOptionsCheck>(OtlpOptions.Section);
        return builder;
    }
}
