using OpsPortal.Lab.Simulation;

namespace OpsPortal.Lab.Scenarios;

/// <summary>
/// What went wrong in the past: now and then a service had half an hour of errors, slowness or bad answers, seldom it was
/// down for some minutes. A pure function of seed and time; the last hours before the end are quiet.
/// </summary>
public sealed class PastIncidents(ulong seed, long quietFrom) : IEffectSource
{
    private const double ChanceADay = 0.13;

    private readonly Dictionary<(string Service, long Day), Incident?> _incidents = [];

    /// <summary>How long before the end of history nothing goes wrong any more, seconds.</summary>
    public const int QuietSeconds = 6 * 3600;

    public Effects Of(string service, long at)
    {
        if (at >= quietFrom)
            return Effects.None;
        var incident = Find(service, UtcHours.Day(at));
        return incident is not null && at >= incident.From && at < incident.Until ? incident.Effects : Effects.None;
    }

    private Incident? Find(string service, long day)
    {
        if (_incidents.TryGetValue((service, day), out var known))
            return known;
        return _incidents[(service, day)] = Draw(service, day);
    }

    private Incident? Draw(string service, long day)
    {
        var random = new StepRandom(seed, StepRandom.StreamOf("incident " + service), day);
        if (random.Next() > ChanceADay)
            return null;
        var from = day + (random.Next(92) * 900);
        var minutes = 15 + (random.Next(6) * 5);
        var kind = random.Next(10);
        var strength = 0.15 + (0.2 * random.Next());
        return kind switch
        {
            < 4 => new Incident(from, from + (minutes * 60), new Effects { Errors = strength }),
            < 7 => new Incident(from, from + (minutes * 60), new Effects { Latency = strength * 1.5 }),
            < 9 => new Incident(from, from + (minutes * 180), new Effects { Regression = strength }),
            _ => new Incident(from, from + 600, new Effects { Down = true }),
        };
    }

    private sealed record Incident(long From, long Until, Effects Effects);
}
