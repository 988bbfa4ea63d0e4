using OpsPortal.Features.Gpus;
using OpsPortal.Tests.Gpu;

namespace OpsPortal.Tests.Features.Gpus;

public sealed class GpuHistoryTests
{
    private static readonly long Start = GpuFrames.Now.ToUnixTimeMilliseconds();

    [Fact]
    public void Add_MoreThan15Minutes_KeepsTheLast15Minutes()
    {
        var history = new GpuHistory();
        for (var second = 0; second < 2000; second++)
            history.Add(GpuFrames.Of(gpus: 1, seq: second, at: Start + (second * 1000)));

        history.Count.ShouldBe(900);
    }

    [Fact]
    public void Add_AHundredTimesASecond_IsBoundedByNumber()
    {
        var history = new GpuHistory();
        for (var i = 0; i < 20_000; i++)
            history.Add(GpuFrames.Of(gpus: 1, seq: i, at: Start + (i * 10)));

        history.Count.ShouldBe(GpuHistory.MaxSamples);
    }

    [Fact]
    public void Downsample_MeansAndHighestTemperature_AndAbsentFiguresAreNoZeros()
    {
        var history = new GpuHistory();
        var at = Start - (Start % 3000);
        history.Add(GpuFrames.Of(gpus: 2, seq: 0, at: at) with { Utilization = [10, null], Temperature = [50, null], Power = null });
        history.Add(GpuFrames.Of(gpus: 2, seq: 1, at: at + 1000) with { Utilization = [20, null], Temperature = [70, null], Power = null });
        history.Add(GpuFrames.Of(gpus: 2, seq: 2, at: at + 3000) with { Utilization = [99, 5], Temperature = [60, 30], Power = null });

        var columns = history.Downsample(300);

        columns.At.ShouldBe([at + 1000, at + 3000]);
        columns.Utilization[0].ShouldBe([15f, 99f]);
        columns.Utilization[1].ShouldBe([null, 5f]);
        columns.Temperature[0].ShouldBe([70f, 60f]);
        columns.Power[0].ShouldBe([null, null]);
    }

    [Fact]
    public void Add_OtherNumberOfGpus_BeginsAnew()
    {
        var history = new GpuHistory();
        history.Add(GpuFrames.Of(gpus: 8, at: Start));
        history.Add(GpuFrames.Of(gpus: 4, seq: 1, at: Start + 1000));

        history.Count.ShouldBe(1);
        history.Downsample(300).Utilization.Length.ShouldBe(4);
    }

    [Fact]
    public void Add_ClockSetBack_KeepsTheAxisAscending()
    {
        var history = new GpuHistory();
        history.Add(GpuFrames.Of(gpus: 1, at: Start));
        history.Add(GpuFrames.Of(gpus: 1, seq: 1, at: Start + 7000));
        history.Add(GpuFrames.Of(gpus: 1, seq: 2, at: Start + 2000));
        history.Add(GpuFrames.Of(gpus: 1, seq: 3, at: Start + 3000));

        history.Downsample(900).At.ShouldBe([Start, Start + 2000, Start + 3000], "what it had said to be later was wrong");
        history.After(1, 2, 900)!.At.ShouldBe([Start + 3000]);
    }
}
