using System.Globalization;
using OpsPortal.Lab.Scenarios;
using OpsPortal.Lab.Services;
using OpsPortal.Lab.Simulation;

namespace OpsPortal.Lab.Events;

/// <summary>
/// The events of any span of time, a pure function of seed, time and what disturbs the services: the past is made by the
/// same rule as the present, and what is sent twice is the same twice.
/// </summary>
public sealed class EventSource(ulong seed, IReadOnlyList<SimulatedService> services, IEffectSource effects)
{
    private const int Slot = 60;

    private static readonly string[] Praise = ["Spot on.", "Fast and right.", "Saved me an hour.", "Works for me."];
    private static readonly string[] Blame = ["Too slow today.", "Wrong result.", "Had to try three times.", "It was better last week."];

    private readonly Dictionary<string, Rhythm> _rhythms = services.ToDictionary(s => s.Id, s => s.Rhythm);
    private readonly DeploymentSource _deployments = new(seed);

    /// <summary>Events of (<paramref name="after"/>, <paramref name="until"/>], oldest first.</summary>
    /// <param name="after">Seconds since 1970 UTC, exclusive.</param>
    /// <param name="until">Seconds since 1970 UTC, inclusive.</param>
    public List<LabEvent> Between(double after, double until)
    {
        var events = new List<LabEvent>();
        for (var slot = (long)(after / Slot); slot * Slot <= until; slot++)
        {
            foreach (var profile in ServiceProfile.All)
                AddUses(profile, slot, events);
        }

        _deployments.AddTo(events, after, until);
        events.RemoveAll(e => e.Instant <= after || e.Instant > until);
        events.Sort((a, b) => a.Instant.CompareTo(b.Instant) is var order and not 0 ? order : string.CompareOrdinal(a.Id, b.Id));
        return events;
    }

    private void AddUses(ServiceProfile profile, long slot, List<LabEvent> events)
    {
        var stream = StepRandom.StreamOf(profile.Service);
        var at = slot * Slot;
        var disturbed = effects.Of(profile.Service, at);
        if (disturbed.Down)
            return;
        var random = new StepRandom(seed, stream + 300, slot);
        var load = _rhythms[profile.Service].Load(seed, stream, at + (Slot / 2));
        var count = random.Poisson(profile.UsesADay * load * Slot / UtcHours.DaySeconds);
        for (var i = 0; i < count; i++)
        {
            // Each event draws from its own numbers, so that one more or less doesn't change the others.
            var own = new StepRandom(seed, stream + 301 + (ulong)i, slot);
            AddUse(profile, at, $"{profile.Service}-{slot}-{i}", disturbed, ref own, events);
        }
    }

    private void AddUse(ServiceProfile profile, long slot, string id, Effects disturbed, ref StepRandom random, List<LabEvent> events)
    {
        var instant = slot + Math.Round(random.Next() * Slot, 3);
        var user = UserOf(profile, ref random);
        var use = Pick(profile.Uses, random.Next());
        var outcome = random.Next();
        var failure = 0.006 + (0.62 * disturbed.Errors) + (0.04 * disturbed.Latency) + (0.06 * disturbed.Memory);
        var duration = use.Shape.Draw(ref random) * (1 + (9 * disturbed.Latency)) * 1000;
        var (input, output) = (Tokens(use.Input, ref random), Tokens(use.Output, ref random));
        var status = outcome < failure ? "error" : outcome > 0.993 ? "cancelled" : "success";
        var made = new LabEvent
        {
            Id = id,
            Type = "usage",
            Service = profile.Service,
            At = Rfc3339(instant),
            Instant = instant,
            User = user,
            Model = use.Model,
            Task = use.Task,
            Feature = use.Feature,
            InputTokens = input,
            OutputTokens = status == "success" ? output : input is null ? null : 0,
            DurationMs = Math.Round(duration, 1),
            Status = status,
        };
        events.Add(made);
        if (random.Next() < profile.FeedbackShare)
            events.Add(Feedback(made, profile, disturbed, ref random));
        if (status == "error")
            events.Add(Error(made, disturbed, ref random));
        else if (status == "success" && Goal.ByService.TryGetValue(profile.Service, out var goal) && random.Next() < goal.Share)
            events.Add(Conversion(made, goal, ref random));
    }

    /// <summary>What came of a use: the same user of the same model at the same instant, under an id of its own.</summary>
    private static LabEvent Following(LabEvent use, string type)
        => new() { Id = $"{use.Id}-{type[0]}", Type = type, Service = use.Service, At = use.At, Instant = use.Instant, User = use.User, Model = use.Model };

    private static LabEvent Error(LabEvent use, Effects disturbed, ref StepRandom random)
    {
        var kind = random.Next();
        return Following(use, "error") with
        {
            Feature = use.Feature,
            ErrorType = disturbed.Memory > 0 && kind < 0.6 ? "out_of_memory" : disturbed.Latency > 0 && kind < 0.7 ? "timeout" : kind < 0.5 ? "internal" : kind < 0.8 ? "timeout" : "bad_input",
        };
    }

    private static LabEvent Conversion(LabEvent use, Goal goal, ref StepRandom random) => Following(use, "conversion") with
    {
        Feature = use.Feature,
        Name = goal.Name,
        Value = goal.Value > 0 ? Math.Round((decimal)(goal.Value * Math.Exp(0.4 * random.Normal())), 2) : null,
        Currency = goal.Value > 0 ? "USD" : null,
    };

    private static LabEvent Feedback(LabEvent use, ServiceProfile profile, Effects disturbed, ref StepRandom random)
    {
        // It is given within the minute, so that a span of time holds a use and what was said of it.
        var instant = Math.Min(use.Instant + 1 + (random.Next() * 20), (Math.Floor(use.Instant / Slot) * Slot) + Slot - 0.001);
        instant = Math.Round(Math.Max(use.Instant, instant), 3);
        var mean = profile.Satisfaction - (1.4 * disturbed.Regression) - (0.8 * disturbed.Latency) - (use.Status == "error" ? 1.6 : 0);
        var score = (int)Math.Clamp(Math.Round(mean + (0.75 * random.Normal())), 1, 5);
        var words = score >= 4 ? Praise : Blame;
        return Following(use, "feedback") with
        {
            At = Rfc3339(instant),
            Instant = instant,
            Score = score,
            Comment = random.Next() < 0.25 ? words[random.Next(words.Length)] : null,
        };
    }

    // A few people do most: the n-th of them is drawn by the square of an even number.
    private string UserOf(ServiceProfile profile, ref StepRandom random)
    {
        var number = (int)(random.Next() * random.Next() * profile.Users);
        var hash = new StepRandom(seed, StepRandom.StreamOf("user " + profile.Service), number);
        return "u_" + hash.NextBits().ToString("x16", CultureInfo.InvariantCulture);
    }

    private static Use Pick(IReadOnlyList<Use> uses, double random)
    {
        var left = random * uses.Sum(u => u.Share);
        foreach (var use in uses)
        {
            if ((left -= use.Share) < 0)
                return use;
        }

        return uses[^1];
    }

    private static long? Tokens(double mean, ref StepRandom random)
    {
        var factor = Math.Exp(0.35 * random.Normal());
        return mean <= 0 ? null : Math.Max(1, (long)Math.Round(mean * factor));
    }

    internal static string Rfc3339(double instant) =>
        DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Round(instant * 1000)).UtcDateTime
            .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
