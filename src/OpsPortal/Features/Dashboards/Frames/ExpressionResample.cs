using OpsPortal.Domain;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Frames;

/// <summary>A series on a grid of its own: several points in a step become one, a step without points is filled or left empty.</summary>
internal static class ExpressionResample
{
    private const int MaxPoints = PromIntervals.MaxPoints;

    /// <param name="step">With its variables filled in.</param>
    /// <exception cref="FormatException">The step can't be read, or gives too many points.</exception>
    public static Frame Of(Target target, Frame frame, QueryWindow window, string step)
    {
        if (!PromDuration.TryParse(step, out var span) || span < TimeSpan.FromSeconds(1))
            throw new FormatException($"“{step}” is no step: a duration of at least a second, like 1m");
        if (frame.TimeField is not { } time || frame.Fields.FirstOrDefault(field => field.Type == FieldType.Number) is not { } value)
            throw new FormatException("it needs a query over time");
        var count = (int)Math.Min(window.Range / span, MaxPoints + 1d) + 1;
        if (count > MaxPoints)
            throw new FormatException($"it would make more than {MaxPoints:N0} points");
        var (down, up) = (CalcOf(target.Source.Str("downsampler") ?? "mean"), target.Source.Str("upsampler") ?? "fillna");
        var times = new double?[count];
        var values = new double?[count];
        var next = 0;
        double? last = null;
        for (var i = 0; i < count; i++)
        {
            times[i] = (window.From + span * i).ToUnixTimeMilliseconds();
            var from = next;
            while (next < frame.Length && time.Number(next) <= times[i])
                last = value.Number(next++);
            values[i] = next > from
                ? Cell.ToNumber(Reducer.Of(down, value.Rows([.. Enumerable.Range(from, next - from)])))
                : up switch { "pad" => last, "backfilling" => next < frame.Length ? value.Number(next) : null, _ => null };
        }
        return new Frame(target.RefId, frame.Name, [Field.Time(time.Name, times), value with { Values = new Numbers(values) }]);
    }

    private static string CalcOf(string name) => name is "min" or "max" or "mean" or "sum" or "last" ? name : throw new FormatException($"the calculation “{name}” isn't known");
}
