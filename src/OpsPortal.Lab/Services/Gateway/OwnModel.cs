using OpsPortal.Lab.GpuHost;
using OpsPortal.Lab.Scenarios;
using OpsPortal.Lab.Simulation;

namespace OpsPortal.Lab.Services.Gateway;

/// <summary>
/// The model that the gateway runs itself, a copy on each of its two A100. The seconds that its requests take are the work of these
/// GPUs: it makes their utilisation, this their power, and that their energy. So tokens and joules are of one world.
/// </summary>
internal sealed class OwnModel(IReadOnlyList<SimGpu> gpus)
{
    public const string Name = "llama-3-8b";

    /// <summary>Its prompts are whole documents: so many times the tokens of what is asked of hosted models, in and out.</summary>
    public const double Longer = 10;

    // One request on one card that isn't held back.
    private const double ReadPerSecond = 8000;
    private const double WrittenPerSecond = 90;

    // How fast work that was asked for becomes visible, seconds: about as long as a request takes.
    private const double Lag = 2;

    private double _asked;
    private double _atOnce;

    /// <summary>How much slower than unthrottled GPUs they are, 1 or more.</summary>
    public double Slowness => gpus.Average(g => 1 / g.Speed);

    /// <summary>How long a request takes on an unthrottled card.</summary>
    /// <param name="input">Tokens that are read; so is <paramref name="output"/> of those that are written.</param>
    public static LatencyShape Shape(double input, double output) => new((input / ReadPerSecond) + (output / WrittenPerSecond), 0.5);

    /// <param name="seconds">Of all requests of a step together.</param>
    public void Ask(double seconds) => _asked += seconds;

    /// <summary>What it asks of its GPUs, once all requests of the step are known.</summary>
    public void Settle(in Step step, Effects effects, double load)
    {
        _atOnce += ((_asked / step.Seconds) - _atOnce) * step.Toward(Lag);
        _asked = 0;
        // Requests come by themselves: a card is at work while it has one at least.
        var busy = 1 - Math.Exp(-_atOnce / gpus.Count);
        foreach (var gpu in gpus)
        {
            gpu.Demand = effects.Down ? 0 : 100 * busy;
            gpu.MemoryDemand = Math.Max(effects.Down ? 0.006 : 0.38 + (0.18 * load), 0.986 * effects.Memory);
            gpu.Heat = effects.Heat;
            gpu.Fault = gpu.Index == 0 ? effects.GpuFault : 0;
        }
    }
}
