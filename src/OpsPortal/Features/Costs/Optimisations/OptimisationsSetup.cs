using OpsPortal.Domain;

namespace OpsPortal.Features.Costs.Optimisations;

public static class OptimisationsSetup
{
    public static WebApplicationBuilder AddCostOptimisations(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ProposalStore>();
        builder.Services.AddTransient<IProposer, GpuProposer>();
        builder.Services.AddTransient<IProposer, SizeProposer>();
        builder.Services.AddTransient<IProposer, SpotProposer>();
        builder.Services.AddTransient<IProposer, ModelProposer>();
        builder.Services.AddTransient<IProposer, CacheProposer>();
        builder.Services.AddScoped<IPortalJob, ProposalJob>();
        return builder;
    }
}
