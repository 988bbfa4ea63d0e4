using OpsPortal.Domain;
using OpsPortal.Features.Costs.Optimisations;

namespace OpsPortal.Tests.Features.Costs.Optimisations;

public sealed class BusyHoursTests
{
    [Fact]
    public void Peak_TwoGpus_IsTheShareOfBothInTheBusiestHour()
    {
        var hours = new BusyHours();
        hours.AddAllocated(Series(_ => 120));
        hours.AddBusy(Series(time => time <= 3_600 ? 30 : 90));

        hours.Peak!.Value.ShouldBe(0.75, 0.000001);
    }

    /// <summary>What was worked in an outage was worked at some time in it: it makes no hour busy.</summary>
    [Fact]
    public void Peak_SamplesFarApart_SayNothing()
    {
        var hours = new BusyHours();
        hours.AddAllocated(new Series(LabelSet.Empty, [0, 60, 7_260, 7_320], [0, 60, 7_260, 7_320]));
        hours.AddBusy(new Series(LabelSet.Empty, [0, 60, 7_260, 7_320], [0, 6, 7_206, 7_212]));

        hours.Peak!.Value.ShouldBe(0.1, 0.000001);
    }

    [Fact]
    public void Peak_ARestart_CountsWhatCameAfterIt()
    {
        var hours = new BusyHours();
        hours.AddAllocated(new Series(LabelSet.Empty, [0, 60, 120], [500, 560, 60]));
        hours.AddBusy(new Series(LabelSet.Empty, [0, 60, 120], [500, 530, 30]));

        hours.Peak!.Value.ShouldBe(0.5, 0.000001);
    }

    [Fact]
    public void Peak_NothingAllocated_IsNotKnown() => new BusyHours().Peak.ShouldBeNull();

    private static Series Series(Func<double, double> rise)
    {
        double[] times = [.. Enumerable.Range(0, 121).Select(index => index * 60.0)];
        var (values, value) = (new double[times.Length], 0.0);
        for (var i = 0; i < times.Length; i++)
            values[i] = value += i == 0 ? 0 : rise(times[i]);
        return new Series(LabelSet.Empty, times, values);
    }
}
