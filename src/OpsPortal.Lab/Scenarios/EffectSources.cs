namespace OpsPortal.Lab.Scenarios;

/// <summary>Several sources of disturbance taken together.</summary>
public sealed class EffectSources(params IEffectSource[] sources) : IEffectSource
{
    public Effects Of(string service, long at)
    {
        var effects = Effects.None;
        foreach (var source in sources)
        {
            var more = source.Of(service, at);
            if (!ReferenceEquals(more, Effects.None))
                effects = effects.And(more);
        }

        return effects;
    }
}
