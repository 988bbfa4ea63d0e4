using OpsPortal.Gpu;
using OpsPortal.Lab.Exposition;
using OpsPortal.Lab.GpuHost;
using OpsPortal.Lab.Simulation;

namespace OpsPortal.Tests.Lab.Simulation;

public sealed class FleetTests
{
    [Fact]
    public void Advance_SameSeedAndSteps_SamePagesToTheByte() =>
        LabWorld.AllText(LabWorld.Fleet().Run(120)).ShouldBe(LabWorld.AllText(LabWorld.Fleet().Run(120)));

    [Fact]
    public void Advance_AnotherSeed_AnotherWorld() =>
        LabWorld.AllText(LabWorld.Fleet(seed: 8).Run(60)).ShouldNotBe(LabWorld.AllText(LabWorld.Fleet(seed: 7).Run(60)));

    [Fact]
    public void Advance_HalfADay_NoCounterFalls()
    {
        var fleet = LabWorld.Fleet();
        var index = new OpsPortal.Lab.Ledger.CounterIndex(fleet.Pages);
        var before = index.Read();
        for (var i = 0; i < 480; i++)
        {
            fleet.Run(1, 60);
            var after = index.Read();
            for (var s = 0; s < after.Length; s++)
                after[s].ShouldBeGreaterThanOrEqualTo(before[s], index.Series[s].Key);
            before = after;
        }

        before.Count(v => v > 0).ShouldBeGreaterThan(before.Length / 2);
    }

    [Fact]
    public void Advance_StepOverMidnight_Refused()
    {
        var fleet = LabWorld.Fleet(LabWorld.Noon + (12 * 3600) - 5);
        Should.Throw<ArgumentException>(() => fleet.Advance(10, LabWorld.Calm)).Message.ShouldContain("midnight");
    }

    [Fact]
    public void Advance_AnHour_HistogramsAreWhole()
    {
        var fleet = LabWorld.Fleet().Run(60, 60);
        var histograms = 0;
        foreach (var family in fleet.Pages.SelectMany(p => p.Families).Where(f => f.Kind == MetricKind.Histogram))
        {
            foreach (var metric in family.Members)
            {
                var slots = new long[metric.Slots];
                metric.Read(slots);
                var buckets = slots[..^2];
                buckets.ShouldBeInOrder(SortDirection.Ascending);
                buckets[^1].ShouldBe(slots[^1], $"{family.Name}{{{metric.Labels}}}: +Inf is the count");

                // The sum lies between every observation at its bucket's lower and at its upper bound.
                var (low, high, below) = (0.0, 0.0, 0L);
                for (var i = 0; i < buckets.Length; i++)
                {
                    var here = buckets[i] - below;
                    if (here == 0)
                        continue;
                    low += here * (i == 0 ? 0 : family.Bounds[i - 1]);
                    high += here * (i < family.Bounds.Length ? family.Bounds[i] : double.PositiveInfinity);
                    below = buckets[i];
                }

                var sum = slots[^2] / (double)Histogram.SumScale;
                sum.ShouldBeGreaterThanOrEqualTo(low - 0.001);
                sum.ShouldBeLessThanOrEqualTo(slots[^1] == 0 ? 0 : high + 0.001);
                histograms++;
            }
        }

        histograms.ShouldBeGreaterThan(40);
    }

    [Fact]
    public void Publish_GpusOfServices_AreTheHostsGpus()
    {
        var fleet = LabWorld.Fleet().Run(30);
        var host = LabWorld.Samples(LabWorld.Page(fleet, "gpu-host"));
        decimal Host(string name, int gpu) => host.Single(s => s.Key.StartsWith($"{name}{{gpu_id=\"{gpu}\"", StringComparison.Ordinal)).Value;
        for (var gpu = 0; gpu < 4; gpu++)
            LabWorld.Sum(fleet, "h200-gpu", "gpu_memory_used_bytes", $"gpu_id=\"{gpu}\"").ShouldBe(Host("gpu_memory_used_bytes", gpu));
        for (var i = 0; i < 2; i++)
        {
            LabWorld.Sum(fleet, "hdc-toolkit", "hdc_gpu_utilization_percent", $"cuda:{i}").ShouldBe(Host("gpu_utilization_percent", 4 + i));
            LabWorld.Sum(fleet, "microdiff-gpu", "microdiff_gpu_memory_usage_bytes", $"cuda:{i}").ShouldBe(Host("gpu_memory_used_bytes", 6 + i));
        }
    }

    [Fact]
    public void Pages_SeriesCount_IsSane() => LabWorld.Fleet().Run(2).Pages.Sum(p => LabWorld.Samples(p).Count).ShouldBeInRange(900, 1500);

    [Fact]
    public void Load_DayAndWeek_HaveTheirRhythm()
    {
        double Rate(long at) => LabWorld.Fleet(at).Run(10, 60).H200.Rate;
        var noon = Rate(LabWorld.Noon);
        Rate(LabWorld.Noon - (10 * 3600)).ShouldBeLessThan(noon * 0.6);
        Rate(LabWorld.Noon + (4 * 86_400)).ShouldBeLessThan(noon * 0.75);
    }

    [Fact]
    public void Make_Frame_IsOneThatThePortalTakes()
    {
        var fleet = LabWorld.Fleet().Run(5);
        var makers = FrameMaker.Of(LabWorld.Noon * 1000);
        makers.Select(one => one.Host).ShouldBe(["lab-gpu-1", "lab-gpu-2"]);
        makers[1].Make(fleet, fleet.Now * 1000).Validate(DateTimeOffset.FromUnixTimeSeconds(fleet.Now)).ShouldBeEmpty();
        var maker = makers[0];
        var frame = maker.Make(fleet, fleet.Now * 1000);
        frame.Validate(DateTimeOffset.FromUnixTimeSeconds(fleet.Now)).ShouldBeEmpty();
        frame.Info.ShouldNotBeNull().Hash().ShouldBe(frame.InfoHash);
        frame.Source.ShouldBe(GpuSource.Lab);
        frame.Processes.ShouldNotBeNull().Gpu.Length.ShouldBeGreaterThan(0);
        maker.Make(fleet, fleet.Now * 1000).Seq.ShouldBe(frame.Seq + 1);
    }
}
