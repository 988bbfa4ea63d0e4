using OpsPortal.Lab.Exposition;
using OpsPortal.Lab.Simulation;

namespace OpsPortal.Lab.Services.H200;

/// <summary>The HTTP endpoints: who calls what, how it ends, how long it takes.</summary>
internal sealed class H200Routes
{
    private static readonly (string Method, string Endpoint, double Share, LatencyShape Shape, bool? Feedback)[] Table =
    [
        ("POST", "/api/v1/analyze", 0.46, new(0.165, 0.48), false),
        ("POST", "/api/v1/analyze/with-feedback", 0.08, new(0.185, 0.5), true),
        ("GET", "/api/v1/results", 0.22, new(0.028, 0.5), null),
        ("GET", "/api/v1/dashboard", 0.10, new(0.055, 0.5), null),
        ("POST", "/api/v1/rules", 0.04, new(0.04, 0.45), null),
        ("GET", "/api/health", 0.10, new(0.012, 0.4), null),
    ];

    private readonly Dictionary<string, Counter[]> _requests = [];
    private readonly Dictionary<string, Histogram> _durations = [];

    // By status, then by whether feedback was given.
    private readonly Dictionary<(string, bool), Counter> _analyses = [];

    public H200Routes(H200Metrics metrics)
    {
        foreach (var route in Table)
            _requests[route.Endpoint] = [.. H200Metrics.Statuses.Select(s => metrics.Requests(route.Method, route.Endpoint, s))];
        foreach (var route in Table)
            _durations[route.Endpoint] = metrics.RequestDuration(route.Method, route.Endpoint);
        foreach (var status in (string[])["success", "error", "cancelled"])
        {
            foreach (var feedback in (bool[])[false, true])
                _analyses[(status, feedback)] = metrics.Analyses(status, feedback);
        }
    }

    /// <returns>How many analyses succeeded.</returns>
    public long Serve(in Step step, H200Service service, double rate, double failure, double slowness, ref StepRandom random)
    {
        long analysed = 0;
        foreach (var route in Table)
        {
            var shape = route.Shape.Times(slowness);
            var all = random.Poisson(rate * route.Share * step.Seconds);
            var failed = random.Binomial(all, failure);
            var unavailable = random.Binomial(failed, 0.3);
            var refused = random.Binomial(all - failed, 0.011);
            var limited = random.Binomial(all - failed - refused, 0.004 * service.Load);
            var served = all - failed - refused - limited;
            long[] counts = [served, refused, limited, failed - unavailable, unavailable];
            for (var i = 0; i < counts.Length; i++)
            {
                _requests[route.Endpoint][i].Add(counts[i]);
                var result = i == 0 ? Result.Served : i < 3 ? Result.Refused : Result.Failed;
                var model = route.Feedback is null ? null : H200Analyses.Models[0].Name;
                service.NoteRequest($"{route.Method} {route.Endpoint}", model, H200Metrics.Statuses[i], result, counts[i], shape);
            }

            _durations[route.Endpoint].Observe(all, shape, ref random);
            if (route.Feedback is { } feedback)
            {
                var cancelled = random.Binomial(served, 0.006);
                _analyses[("success", feedback)].Add(served - cancelled);
                _analyses[("cancelled", feedback)].Add(cancelled);
                _analyses[("error", feedback)].Add(failed);
                analysed += served - cancelled;
            }
        }

        return analysed;
    }
}
