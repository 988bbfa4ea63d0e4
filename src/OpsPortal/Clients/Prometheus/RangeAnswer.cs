using OpsPortal.Domain;

namespace OpsPortal.Clients.Prometheus;

/// <summary>The answer to a range query, on the grid of its step.</summary>
/// <param name="Start">Unix seconds, a multiple of <paramref name="Step"/>; so is <paramref name="End"/>.</param>
/// <param name="End">At most the end that was asked for: "now" is the same moment for all who ask within some seconds.</param>
/// <param name="Step">Seconds.</param>
/// <param name="Server">The name of the server that was asked.</param>
/// <param name="UpstreamMs">Milliseconds that the server's latest part of this answer took.</param>
/// <param name="Samples">Samples that the server read for that part; the points it sent when it doesn't say.</param>
/// <param name="CachedShare">How much of the range was there already and wasn't asked, 0..1.</param>
public sealed record RangeAnswer(
    long Start, long End, long Step, Outcome<IReadOnlyList<Series>> Series,
    string Server = PrometheusServers.Default, double UpstreamMs = 0, long Samples = 0, double CachedShare = 0);

/// <summary>The answer to an instant query.</summary>
/// <param name="At">The instant that was asked for, aligned when it is about now.</param>
/// <param name="Vector">The value of each series.</param>
/// <param name="Server">The name of the server that was asked.</param>
/// <param name="UpstreamMs">Milliseconds that the server took.</param>
/// <param name="Samples">Samples that the server read; the ones it sent when it doesn't say.</param>
/// <param name="CachedShare">1 when the answer was there already, else 0.</param>
public sealed record InstantAnswer(
    DateTimeOffset At, Outcome<IReadOnlyList<InstantSample>> Vector, string Server, double UpstreamMs, long Samples, double CachedShare);
