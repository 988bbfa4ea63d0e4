using System.Collections.Immutable;

namespace OpsPortal.Lab.Scenarios;

/// <summary>A scenario that was switched on.</summary>
/// <param name="Scenario">Which.</param>
/// <param name="Service">Whom it disturbs.</param>
/// <param name="From">Since when, seconds since 1970 UTC.</param>
/// <param name="Until">When it ends by itself.</param>
public sealed record ActiveScenario(Scenario Scenario, string Service, long From, long Until)
{
    /// <summary>0 before and after, 1 in the middle, with a ramp at both ends (the one at the end lies after <see cref="Until"/>).</summary>
    public double Strength(long at)
    {
        if (at < From)
            return 0;
        if (Scenario.RampSeconds == 0)
            return at < Until ? 1 : 0;
        var up = Math.Min(1, (at - From + 1) / (double)Scenario.RampSeconds);
        return at < Until ? up : Math.Max(0, 1 - ((at - Until) / (double)Scenario.RampSeconds));
    }
}

/// <summary>What a switch was answered.</summary>
/// <param name="Active">The scenario that is on now, or <c>null</c> when the wish was refused.</param>
/// <param name="Error">Why it was refused, in words.</param>
public readonly record struct SwitchAnswer(ActiveScenario? Active, string? Error);

/// <summary>Which scenarios are on. Safe for threads.</summary>
public sealed class ScenarioBoard(TimeProvider time) : IEffectSource
{
    public const int MaxMinutes = 1440;

    private ImmutableList<ActiveScenario> _active = [];

    /// <summary>Those that are on or fading now.</summary>
    public IReadOnlyList<ActiveScenario> Active
    {
        get
        {
            var now = Now;
            return [.. _active.Where(a => a.Until + a.Scenario.RampSeconds > now)];
        }
    }

    private long Now => time.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Switches a scenario on; once more means that it lasts so long from now.</summary>
    public SwitchAnswer Start(Scenario scenario, string? service = null, int? minutes = null)
    {
        service ??= scenario.DefaultService;
        if (!scenario.Services.Contains(service))
            return new(null, $"{scenario.Name} can't be played for \"{service}\"; it can for {string.Join(", ", scenario.Services)}");
        var length = minutes ?? scenario.Minutes;
        if (length is < 1 or > MaxMinutes)
            return new(null, $"minutes is {length}; it must be 1 to {MaxMinutes}");

        var now = Now;
        ActiveScenario started = null!;
        ImmutableInterlocked.Update(ref _active, list =>
        {
            var running = list.Find(a => a.Scenario == scenario && a.Service == service && a.Until > now);
            started = new ActiveScenario(scenario, service, running?.From ?? now, now + (length * 60));
            return list.RemoveAll(a => a.Until + a.Scenario.RampSeconds <= now || a == running).Add(started);
        });
        return new(started, null);
    }

    /// <summary>Switches off what matches; <c>null</c> matches everything.</summary>
    /// <returns>How many were on.</returns>
    public int Stop(Scenario? scenario = null, string? service = null)
    {
        var now = Now;
        var stopped = 0;
        ImmutableInterlocked.Update(ref _active, list =>
        {
            stopped = 0;
            return [.. list.Select(active =>
            {
                if ((scenario is not null && active.Scenario != scenario) || (service is not null && active.Service != service) || active.Until <= now)
                    return active;
                stopped++;
                return active with { Until = now };
            })];
        });
        return stopped;
    }

    public Effects Of(string service, long at)
    {
        var effects = Effects.None;
        foreach (var active in _active)
        {
            if (active.Service != service)
                continue;
            var strength = active.Strength(at);
            if (strength > 0)
                effects = effects.And(active.Scenario.At(strength));
        }

        return effects;
    }
}
