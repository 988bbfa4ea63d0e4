using Microsoft.Extensions.Options;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Backend;

/// <summary>What every back end over HTTP is registered with.</summary>
internal static class BackendSetup
{
    /// <summary>The settings, checked at the start, and the client with their certificates.</summary>
    /// <typeparam name="TClient">Gets the HTTP client; it counts the time and the bytes itself, so that each can be told apart in words.</typeparam>
    /// <typeparam name="TOptions">What is set.</typeparam>
    /// <typeparam name="TCheck">What says every mistake in it.</typeparam>
    /// <param name="section">The settings' section.</param>
    public static IServiceCollection AddBackend<TClient, TOptions, TCheck>(this IServiceCollection services, string section)
        where TClient : class where TOptions : BackendOptions where TCheck : class, IValidateOptions<TOptions>
    {
        services.AddOptions<TOptions>().BindConfiguration(section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<TOptions>, TCheck>();
        services.AddHttpClient<TClient>(http => http.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(provider => BackendAsk.Handler(provider.GetRequiredService<IOptions<TOptions>>().Value));
        return services;
    }

    /// <inheritdoc cref="ClientProbe{T}"/>
    public static void AddProbe<T>(this IServiceCollection services, string name, string feeds, Func<T, CancellationToken, Task<Outcome<string>>> ask) where T : notnull
        => services.AddSingleton<IBackendProbe>(provider => new ClientProbe<T>(provider.GetRequiredService<IServiceScopeFactory>(), name, feeds, ask));
}
