using OpsPortal.Gpu;

namespace OpsPortal.Features.Gpus;

/// <summary>How grave a note about a GPU is. Being busy is no note at all: it is what the card was bought for.</summary>
public enum GpuLevel
{
    /// <summary>Says something, means nothing bad: idle, clocks as chosen.</summary>
    Plain = 0,

    /// <summary>Worth knowing: power cap.</summary>
    Info = 1,

    /// <summary>Close to trouble.</summary>
    Warn = 2,

    /// <summary>Loses speed or data now, or gives nothing.</summary>
    Bad = 3,
}

/// <summary>One thing to say about a GPU, in words.</summary>
public sealed record GpuNote(string Text, GpuLevel Level);

/// <summary>Decides what is to be said about the GPUs of a frame.</summary>
public static class GpuJudge
{
    /// <summary>Degrees below the slowdown temperature from which a GPU is said to be close to it.</summary>
    public const double CloseToLimit = 5;

    /// <summary>Share of memory from which it is said to be nearly full, as in the alert rules.</summary>
    public const double MemoryNearlyFull = 0.95;

    /// <summary>The notes of each GPU, gravest first; <c>null</c> in the place of a GPU that has none.</summary>
    public static GpuNote[]?[] Notes(GpuFrame frame, GpuHostInfo? info)
    {
        var all = new GpuNote[]?[frame.Count];
        for (var i = 0; i < all.Length; i++)
        {
            var notes = Of(frame, info?.Gpus.ElementAtOrDefault(i), i).OrderByDescending(n => n.Level).ToArray();
            all[i] = notes.Length == 0 ? null : notes;
        }

        return all;
    }

    private static IEnumerable<GpuNote> Of(GpuFrame frame, GpuInfo? gpu, int i)
    {
        if (frame.Errors?[i] is { } error)
        {
            yield return new GpuNote(error, GpuLevel.Bad);
            yield break;
        }

        var throttle = (ThrottleReasons)(frame.Throttle?[i] ?? 0);
        foreach (var (words, level) in ThrottleWords.Of(throttle).Zip(Levels(throttle)))
            yield return new GpuNote(words, level);

        if (Heat(frame, gpu, i, throttle) is { } heat)
            yield return heat;

        if (frame.MemoryTemperature?[i] is { } memory && memory >= gpu?.MemoryTemperatureMax)
            yield return new GpuNote($"memory at {memory:0} °C, its limit is {gpu.MemoryTemperatureMax:0} °C", GpuLevel.Warn);
        if (frame.MemoryUsed?[i] is { } used && gpu?.MemoryTotal is { } total and > 0 && used >= MemoryNearlyFull * total)
            yield return new GpuNote($"memory {Math.Floor(100.0 * used / total):0} % full", GpuLevel.Warn);
        if (frame.EccUncorrected?[i] is > 0 and var errors)
            yield return new GpuNote(errors == 1 ? "1 uncorrected memory error" : $"{errors} uncorrected memory errors", GpuLevel.Bad);
    }

    private static GpuNote? Heat(GpuFrame frame, GpuInfo? gpu, int i, ThrottleReasons throttle)
    {
        var margin = frame.TemperatureMargin?[i] ?? (gpu?.TemperatureSlowdown - frame.Temperature?[i]);
        return margin switch
        {
            null => null,
            <= 0 when (throttle & ThrottleReasons.Thermal) == 0 => new GpuNote("at its temperature limit", GpuLevel.Bad),
            > 0 and <= CloseToLimit => new GpuNote($"{margin:0} °C below its limit", GpuLevel.Warn),
            _ => null,
        };
    }

    /// <summary>The level of each word that <see cref="ThrottleWords.Of"/> gives, in its order.</summary>
    private static IEnumerable<GpuLevel> Levels(ThrottleReasons throttle) =>
        ThrottleWords.BitsOf(throttle).Select(bit => bit switch
        {
            ThrottleReasons.PowerCap => GpuLevel.Info,
            _ when (bit & ThrottleReasons.Harmful) != 0 => GpuLevel.Bad,
            _ => GpuLevel.Plain,
        });
}
