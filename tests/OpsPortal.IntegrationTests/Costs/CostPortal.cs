using Dapper;
using Microsoft.Extensions.DependencyInjection;
using OpsPortal.Domain;
using OpsPortal.IntegrationTests.Infrastructure;
using OpsPortal.Tests;

namespace OpsPortal.IntegrationTests.Costs;

/// <summary>A portal with a small catalog of its own, a clock that stands, and no schedule: a test runs the jobs itself.</summary>
internal sealed class CostPortal : IAsyncDisposable
{
    private readonly DirectoryInfo _catalog = Directory.CreateTempSubdirectory("opsportal-catalog-");

    public PortalHost Host { get; private set; } = null!;

    public FakeClock Clock { get; private set; } = null!;

    public static Task<CostPortal> StartAsync(PostgresServer postgres, string prometheusUrl, DateTimeOffset now, string priceBook, params (string Id, string Yaml)[] services)
        => StartAsync(postgres, prometheusUrl, now, priceBook, new Dictionary<string, string>(), services);

    /// <param name="settings">Further configuration keys.</param>
    public static async Task<CostPortal> StartAsync(
        PostgresServer postgres, string prometheusUrl, DateTimeOffset now, string priceBook, Dictionary<string, string> settings, params (string Id, string Yaml)[] services)
    {
        var portal = new CostPortal { Clock = new FakeClock(now) };
        portal._catalog.CreateSubdirectory("services");
        foreach (var (id, yaml) in services)
            await File.WriteAllTextAsync(Path.Combine(portal._catalog.FullName, "services", id + ".yaml"), yaml);
        await File.WriteAllTextAsync(Path.Combine(portal._catalog.FullName, "pricebook.yaml"), priceBook);
        File.Copy(Path.Combine(RepositoryRoot.Path, "catalog", "severities.yaml"), Path.Combine(portal._catalog.FullName, "severities.yaml"));
        portal.Host = await PortalHost.StartAsync(postgres, new(settings)
        {
            ["Prometheus:Url"] = prometheusUrl,
            ["Catalog:Path"] = portal._catalog.FullName,
        }, registered => registered.AddSingleton<TimeProvider>(portal.Clock));
        return portal;
    }

    /// <summary>Runs a job to its end, as the schedule would.</summary>
    public async Task<JobResult> RunAsync(string name, IJobProgress? progress = null, CancellationToken cancellationToken = default)
    {
        using var scope = Host.Services.CreateScope();
        return await scope.ServiceProvider.GetServices<IPortalJob>().Single(job => job.Info.Name == name).RunAsync(progress ?? new Silent(), cancellationToken);
    }

    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = await Host.Database.OpenConnectionAsync();
        return [.. await connection.QueryAsync<T>(sql, parameters)];
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        _catalog.Delete(recursive: true);
    }

    private sealed class Silent : IJobProgress
    {
        public Task ReportAsync(int done, int total, string words) => Task.CompletedTask;
    }
}
