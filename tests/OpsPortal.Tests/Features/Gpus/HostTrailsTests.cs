using OpsPortal.Features.Gpus;
using OpsPortal.Features.Gpus.Recorder;

namespace OpsPortal.Tests.Features.Gpus;

public sealed class HostTrailsTests
{
    private static readonly DateTimeOffset At = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Query_OfAHost_AsksByWhatSendersCallIt() => HostTrails.Query("gpu-1.x").ShouldBe(
        """{service_name=~".+"} | host="gpu-1.x" or hostname="gpu-1.x" or host_name="gpu-1.x" or node="gpu-1.x" or nodename="gpu-1.x" or instance=~`gpu-1\.x(:[0-9]+)?`""");

    [Fact]
    public void Incidents_OfAHost_AreThoseOfItsMinutes() => HostTrails.Incidents("gpu 1", At, At.AddMinutes(15))
        .ShouldBe($"/incidents?show=all&q=gpu%201&during={At.ToUnixTimeMilliseconds()}-{At.AddMinutes(15).ToUnixTimeMilliseconds()}");

    [Theory]
    [InlineData("a", 14, 14, true)]
    [InlineData("a", -60, 5, true)]
    [InlineData("a", 16, 20, false)]
    [InlineData("a", -30, -1, false)]
    [InlineData("b", 14, 14, false)]
    public void Holds_AnEvent_WhenItsMinutesAreRecorded(string host, int first, int last, bool expected) =>
        new XidRecording(1, "a", At, At.AddMinutes(15)).Holds(host, At.AddMinutes(first), At.AddMinutes(last)).ShouldBe(expected);
}
