using System.Globalization;
using OpsPortal.Lab.Simulation;

namespace OpsPortal.Lab.Events;

/// <summary>Deployments: about two a week and service, on working days, most of them well; builds count up from the start of 2026.</summary>
internal sealed class DeploymentSource(ulong seed)
{
    private const long FirstDay = 1_767_225_600;
    private const double ChanceADay = 0.38;

    public void AddTo(List<LabEvent> events, double after, double until)
    {
        foreach (var profile in ServiceProfile.All)
        {
            // A deployment is over within the hour; the day before may still have one running.
            for (var day = UtcHours.Day((long)after - 3600); day <= until; day += UtcHours.DaySeconds)
                AddDay(profile, day, events);
        }
    }

    private void AddDay(ServiceProfile profile, long day, List<LabEvent> events)
    {
        var random = Draw(profile.Service, day);
        if (!Happens(day, ref random))
            return;
        var start = day + (8 * 3600) + random.Next(9 * 3600);
        var took = 150 + random.Next(420);
        var fate = random.Next();
        var environment = random.Next() < 0.25 ? "staging" : "production";
        var commit = random.NextBits().ToString("x16", CultureInfo.InvariantCulture)[..12];
        var version = $"{profile.Version}+{Build(profile.Service, day)}";
        var end = fate < 0.06 ? "failed" : fate < 0.12 ? "rolled_back" : "succeeded";
        Add(start, "started");
        Add(start + took, end);

        void Add(double instant, string status) => events.Add(new LabEvent
        {
            Id = $"{profile.Service}-deploy-{day / UtcHours.DaySeconds}-{status}",
            Type = "deployment",
            Service = profile.Service,
            At = EventSource.Rfc3339(instant),
            Instant = instant,
            Version = version,
            Environment = environment,
            By = "ci",
            Status = status,
            Commit = commit,
        });
    }

    private StepRandom Draw(string service, long day) => new(seed, StepRandom.StreamOf("deploy " + service), day);

    private static bool Happens(long day, ref StepRandom random) => !UtcHours.IsWeekend(day) & (random.Next() < ChanceADay);

    private int Build(string service, long day)
    {
        var builds = 100;
        for (var at = FirstDay; at <= day; at += UtcHours.DaySeconds)
        {
            var random = Draw(service, at);
            if (Happens(at, ref random))
                builds++;
        }

        return builds;
    }
}
