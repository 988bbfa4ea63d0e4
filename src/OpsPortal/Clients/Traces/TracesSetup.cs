using OpsPortal.Clients.Backend;

namespace OpsPortal.Clients.Traces;

public static class TracesSetup
{
    /// <summary>Needs the masks, which <c>AddLoki</c> brings.</summary>
    public static WebApplicationBuilder AddTraces(this WebApplicationBuilder builder)
    {
        builder.Services.AddBackend<TraceClient, TracesOptions, TracesOptionsCheck>("Traces");
        return builder;
    }
}
