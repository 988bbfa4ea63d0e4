using Microsoft.Extensions.Options;
using OpsPortal.Clients.Backend;

namespace OpsPortal.Clients.Traces;

public static class TracesSetup
{
    /// <summary>Needs the masks, which <c>AddLoki</c> brings.</summary>
    public static WebApplicationBuilder AddTraces(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<TracesOptions>().BindConfiguration("Traces").ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<TracesOptions>, TracesOptionsCheck>();
        builder.Services.AddHttpClient<TraceClient>(http => http.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(services => BackendAsk.Handler(services.GetRequiredService<IOptions<TracesOptions>>().Value));
        return builder;
    }
}
