using OpsPortal.Gpu;

namespace OpsPortal.Features.Gpus.Live;

/// <summary>What GPUs can be grouped by that only a whole frame tells; one entry a GPU.</summary>
/// <param name="Job">The program that holds most of the GPU's memory; "" when nothing runs; <c>null</c> when it can't be listed.</param>
/// <param name="Mig">The parts that it is cut into ("1g.10gb, 3g.40gb"); "" when it is whole.</param>
public sealed record GpuLabels(string?[] Job, string[] Mig)
{
    public static GpuLabels Of(GpuFrame frame, GpuPartTable? parts)
    {
        var jobs = new string?[frame.Count];
        var most = new long[frame.Count];
        if (frame.Processes is { } table)
        {
            Array.Fill(jobs, "");
            for (var row = 0; row < table.Gpu.Length; row++)
            {
                var gpu = table.Gpu[row];
                if (jobs[gpu]!.Length > 0 && (table.Memory[row] ?? 0) <= most[gpu])
                    continue;
                most[gpu] = table.Memory[row] ?? 0;
                jobs[gpu] = table.Name[row] is { Length: > 0 } name ? name : "a process without a name";
            }
        }

        var cut = new string[frame.Count];
        for (var i = 0; i < cut.Length; i++)
        {
            var mine = Enumerable.Range(0, parts?.Gpu.Length ?? 0).Where(row => parts!.Gpu[row] == i).Select(row => parts!.Profile[row] ?? "part");
            cut[i] = string.Join(", ", mine.Order(StringComparer.Ordinal));
        }

        return new GpuLabels(jobs, cut);
    }
}
