using System.Globalization;
using OpsPortal.Catalog;
using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;

namespace OpsPortal.Features.Gpus.Work;

/// <summary>Holds tokens by Prometheus against energy by the GPUs' own frames, for each service that has GPUs of its own.</summary>
internal sealed class WorkReader(GpuHosts hosts, ServiceCatalog catalog, QueryCache prometheus, TimeProvider time)
{
    /// <summary>Less is not worth a ratio: rates need some scrapes.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(2);

    public async Task<Outcome<IReadOnlyList<ServiceWork>>> ReadAsync(CancellationToken cancellation)
    {
        var works = new List<ServiceWork>();
        foreach (var service in catalog.Services.Where(one => one.Gpus.Count > 0))
            works.Add(await OfAsync(service, cancellation));
        return Outcome<IReadOnlyList<ServiceWork>>.Ok(works, time.GetUtcNow());
    }

    private async Task<ServiceWork> OfAsync(ServiceEntry service, CancellationToken cancellation)
    {
        var (gpus, watts, window) = Power(service);
        var work = new ServiceWork(service.Id, service.Name, ServiceWork.ModelsOf(service), gpus, watts, null, window, null);
        var signals = ServiceWork.TokenSignals(service);
        if (signals.Count == 0)
            return work with { Why = "it counts no tokens" };
        if (watts is null || window < Shortest)
            return work with { Why = gpus == 0 ? "none of its GPUs sends figures" : $"its GPUs' power is known for less than {Shortest.TotalMinutes:0} minutes" };

        var sum = 0.0;
        foreach (var signal in signals)
        {
            var answer = await prometheus.QueryAsync(signal.For(string.Create(CultureInfo.InvariantCulture, $"{window.TotalSeconds:0}s")), time.GetUtcNow(), cancellation);
            if (!answer.IsOk)
                return work with { Why = answer.Reason };
            if (answer.Value!.Count == 0)
                return work with { Why = $"Prometheus has nothing for {signal.Name}" };
            sum += ServiceWork.Tokens(service, answer.Value);
        }

        return work with { TokensPerSecond = sum };
    }

    /// <summary>Mean power of the GPUs that the service claims, over the time in which all of them are known.</summary>
    private (int Gpus, double? Watts, TimeSpan Window) Power(ServiceEntry service)
    {
        var (gpus, watts, window) = (0, 0.0, GpuHistory.Length);
        foreach (var host in hosts.All.Where(one => service.Gpus.Any(claim => claim.Host == one.Name)))
        {
            var snapshot = host.Snapshot(90);
            if (snapshot.History is not { At.Length: > 1 } history)
                continue;
            for (var i = 0; i < history.Power.Length; i++)
            {
                var index = snapshot.Info?.Gpus.ElementAtOrDefault(i)?.Index ?? i;
                var known = history.Power[i].OfType<float>().ToList();
                if (known.Count == 0 || !service.Gpus.Any(claim => claim.Covers(host.Name, index)))
                    continue;
                gpus++;
                watts += known.Average();
                var covered = TimeSpan.FromMilliseconds(history.At[^1] - history.At[0]);
                window = covered < window ? covered : window;
            }
        }

        return gpus == 0 ? (0, null, TimeSpan.Zero) : (gpus, watts, window);
    }
}
