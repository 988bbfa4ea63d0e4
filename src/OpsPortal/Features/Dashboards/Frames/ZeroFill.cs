using OpsPortal.Features.Dashboards.Import;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Frames;

/// <summary>Fields whose missing values count as 0 ("null as zero") get them, over the whole window: as old graphs drew and reduced them.</summary>
internal static class ZeroFill
{
    private const int MaxRows = 50_000;

    /// <param name="frames">With each field's configuration.</param>
    public static IReadOnlyList<Frame> Apply(IReadOnlyList<Frame> frames, QueryWindow window)
        => frames.Any(frame => frame.Fields.Any(IsZero)) ? [.. frames.Select(frame => frame.Fields.Any(IsZero) ? Filled(Widened(frame, window)) : frame)] : frames;

    private static bool IsZero(Field field) => field.Type == FieldType.Number && field.Config.Str(Nulls.Key) == Nulls.AsZero;

    private static Frame Filled(Frame frame) => frame with
    {
        Fields = [.. frame.Fields.Select(field => IsZero(field) ? field with { Values = new Numbers(Array.ConvertAll(TimeJoin.Raw(field), value => (double?)(value ?? 0))) } : field)],
    };

    // From the window's first point of the grid to its last.
    private static Frame Widened(Frame frame, QueryWindow window)
    {
        if (frame is not { Step: > 0, Length: > 0, TimeField: { } time } || time.Number(0) is not { } first || time.Number(frame.Length - 1) is not { } last)
            return frame;
        var step = frame.Step * 1000d;
        var (before, behind) = ((long)Math.Max(0, Math.Floor((first - window.From.ToUnixTimeMilliseconds()) / step)), (long)Math.Max(0, Math.Floor((window.To.ToUnixTimeMilliseconds() - last) / step)));
        if (before + behind == 0 || before + behind + (last - first) / step > MaxRows)
            return TimeJoin.Completed(frame);
        var start = Math.Round(first - before * step);
        var grid = new double?[(long)Math.Round((last - first) / step) + 1 + before + behind];
        for (var i = 0; i < grid.Length; i++)
            grid[i] = Math.Round(start + i * step);
        return TimeJoin.Onto(frame, grid);
    }
}
