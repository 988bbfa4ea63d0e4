using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace OpsPortal.Features.Incidents.Intake.Door;

/// <summary>
/// How many deliveries a sender may make: a bucket for each that fills evenly, so that one sender gone wild doesn't take the
/// database from the others. What is over is told to come again; nothing is lost.
/// </summary>
public sealed class SenderLimit(IOptions<IncidentsOptions> options, TimeProvider time)
{
    // Tokens and integrations are made by administrators; this is for those that were made and deleted for years.
    private const int MostSenders = 10_000;
    private readonly ConcurrentDictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);

    /// <returns>How long to wait; null when the delivery may pass.</returns>
    public TimeSpan? Wait(string sender)
    {
        if (_buckets.Count > MostSenders)
            _buckets.Clear();
        return _buckets.GetOrAdd(sender, _ => new Bucket(options.Value.DeliveriesPerMinute, time.GetUtcNow())).Take(time.GetUtcNow());
    }

    private sealed class Bucket(double perMinute, DateTimeOffset made)
    {
        private readonly Lock _lock = new();
        private double? _left;
        private DateTimeOffset _at = made;

        public TimeSpan? Take(DateTimeOffset now)
        {
            lock (_lock)
            {
                var left = Math.Min(perMinute, (_left ?? perMinute) + Math.Max(0, (now - _at).TotalMinutes) * perMinute);
                _at = now;
                _left = left < 1 ? left : left - 1;
                return left < 1 ? TimeSpan.FromMinutes((1 - left) / perMinute) : null;
            }
        }
    }
}
