using System.Text.Json;
using OpsPortal.Gpu;

namespace OpsPortal.Tests.Gpu;

public sealed class GpuFrameTests
{
    [Fact]
    public void Json_RoundTrip_GivesTheSameFrame()
    {
        var frame = GpuFrames.Of();
        var json = JsonSerializer.SerializeToUtf8Bytes(frame, GpuFrameJson.Default.GpuFrame);

        var back = JsonSerializer.Deserialize(json, GpuFrameJson.Default.GpuFrame)!;

        JsonSerializer.SerializeToUtf8Bytes(back, GpuFrameJson.Default.GpuFrame).ShouldBe(json);
        back.MemoryUsed![7].ShouldBe(133_934_016_519);
        back.Info!.Hash().ShouldBe(frame.InfoHash);
    }

    [Fact]
    public void Json_EightGpusSixteenProcesses_StaysSmall()
    {
        var lean = JsonSerializer.SerializeToUtf8Bytes(GpuFrames.Of(info: false), GpuFrameJson.Default.GpuFrame).Length;
        var whole = JsonSerializer.SerializeToUtf8Bytes(GpuFrames.Of(), GpuFrameJson.Default.GpuFrame).Length;
        TestContext.Current.TestOutputHelper?.WriteLine($"8 GPUs, 16 processes: {lean} bytes; with info {whole} bytes");

        lean.ShouldBeLessThan(1_800);
        whole.ShouldBeLessThan(4_200);
    }

    [Fact]
    public void Json_AbsentFigures_AreNullInPlaceAndColumnsLeftOut()
    {
        var frame = GpuFrames.Of(gpus: 2, info: false, processesEach: 0) with { Fan = [null, 30], EccCorrected = null };

        var json = JsonSerializer.Serialize(frame, GpuFrameJson.Default.GpuFrame);

        json.ShouldContain("\"fan\":[null,30]");
        json.ShouldNotContain("eccCorrected");
        json.ShouldNotContain("\"info\":");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"host":"a","source":"lab","at":1,"seq":0,"epoch":0,"count":1,"infoHash":"x","power":[NaN]}""")]
    [InlineData("""{"host":"a","source":"lab","at":1,"seq":0,"epoch":0,"count":1,"infoHash":"x","power":["12"]}""")]
    [InlineData("""{"host":"a","source":"lab","at":1e99,"seq":0,"epoch":0,"count":1,"infoHash":"x"}""")]
    public void Json_NotAFrame_IsRefused(string json) =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize(json, GpuFrameJson.Default.GpuFrame));

    [Fact]
    public void Validate_GoodFrame_HasNothingToSay() => GpuFrames.Of().Validate(GpuFrames.Now).ShouldBeEmpty();

    [Fact]
    public void Validate_SixtyFourGpus_AreTaken() =>
        GpuFrames.Of(gpus: 64, processesEach: 4).Validate(GpuFrames.Now).ShouldBeEmpty();

    private static List<(string Words, GpuFrame Frame)> WrongFrames()
    {
        var good = GpuFrames.Of(gpus: 2);
        return
        [
            ("host must be", good with { Host = "a host\n" }),
            ("host must be", good with { Host = null! }),
            ("source must be one of nvml, lab, exporter", good with { Source = "guess" }),
            ("s behind the portal's clock", good with { At = GpuFrames.Now.AddYears(-1).ToUnixTimeMilliseconds() }),
            ("s ahead of the portal's clock", good with { At = GpuFrames.Now.AddMinutes(1).ToUnixTimeMilliseconds() }),
            ("s behind the portal's clock", good with { At = long.MinValue }),
            ("s ahead of the portal's clock", good with { At = long.MaxValue }),
            ("count is 1000000; it must be 0 to 64", good with { Count = 1_000_000 }),
            ("count is -1", good with { Count = -1 }),
            ("utilization has 1 entries instead of 2", good with { Utilization = [1] }),
            ("utilization[1] is 101; it must be 0 to 100", good with { Utilization = [1, 101] }),
            ("power[0] is NaN", good with { Power = [double.NaN, 1] }),
            ("power[0] is Infinity", good with { Power = [double.PositiveInfinity, 1] }),
            ("memoryUsed[0] is -1", good with { MemoryUsed = [-1, 1] }),
            ("temperature[0] is 999", good with { Temperature = [999, 1] }),
            ("info.gpus must have 2 entries", good with { Info = GpuFrames.Of(gpus: 1).Info }),
            ("info.gpus must have 2 entries", good with { Info = new GpuHostInfo { Gpus = null! } }),
            ("info.gpus[0] is null", good with { Info = new GpuHostInfo { Gpus = [null!, null!] } }),
            .. new (string, Func<GpuInfo, GpuInfo>)[]
            {
                ("temperatureSlowdown is Infinity", gpu => gpu with { TemperatureSlowdown = double.PositiveInfinity }),
                ("temperatureShutdown is Infinity", gpu => gpu with { TemperatureShutdown = double.PositiveInfinity }),
                ("memoryTemperatureMax is NaN", gpu => gpu with { MemoryTemperatureMax = double.NaN }),
                ("powerLimitMax is Infinity", gpu => gpu with { PowerLimitMax = double.PositiveInfinity }),
                ("powerLimitMin is -1", gpu => gpu with { PowerLimitMin = -1 }),
                ("powerLimitDefault is Infinity", gpu => gpu with { PowerLimitDefault = double.PositiveInfinity }),
                ("smClockMax is Infinity", gpu => gpu with { SmClockMax = double.PositiveInfinity }),
                ("memoryClockMax is Infinity", gpu => gpu with { MemoryClockMax = double.PositiveInfinity }),
                ("pcieWidthMax is 65", gpu => gpu with { PcieWidthMax = 65 }),
                ("index is -1", gpu => gpu with { Index = -1 }),
            }.Select(one => ($"info.gpus[1].{one.Item1}", good with { Info = good.Info! with { Gpus = [good.Info.Gpus[0], one.Item2(good.Info.Gpus[1])] } })),
            ("errors[0] must be at most 200", good with { Errors = [new string('x', 201), null] }),
            ("processes has 257 entries", good with { Processes = Table(257) }),
            ("processes.gpu must be 0 to 1", good with { Processes = Table(3) }),
            ("processes must have gpu, pid", good with { Processes = new GpuProcessTable { Gpu = null!, Pid = [], Name = [], Memory = [] } }),
            ("processes.name has 0 entries instead of 1", good with { Processes = Table(1) with { Name = [] } }),
            ("infoHash must be", good with { InfoHash = new string('x', 65) }),
        ];
    }

    public static IEnumerable<TheoryDataRow<int>> Wrong() =>
        WrongFrames().Select((one, i) => new TheoryDataRow<int>(i) { TestDisplayName = $"Validate_WrongFrame_SaysWhat({i}: {one.Words})" });

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Validate_WrongFrame_SaysWhat(int index)
    {
        var (words, frame) = WrongFrames()[index];
        frame.Validate(GpuFrames.Now).ShouldContain(finding => finding.Contains(words, StringComparison.Ordinal));
    }

    [Fact]
    public void Validate_ManyFaults_AreBounded() =>
        (GpuFrames.Of(gpus: 64) with { Utilization = [.. Enumerable.Repeat((double?)-1, 64)] }).Validate(GpuFrames.Now).Count.ShouldBe(20);

    [Fact]
    public void ThrottleWords_GravestFirstAndUnknownBitsKept()
    {
        ThrottleWords.Of(ThrottleReasons.PowerCap | ThrottleReasons.ThermalSlowdown).ShouldBe(["too hot: driver slows it", "power cap"]);
        ThrottleWords.Of((ThrottleReasons)0x10000).ShouldBe(["reason 0x10000"]);
        ThrottleWords.Of(ThrottleReasons.None).ShouldBeEmpty();
    }

    private static GpuProcessTable Table(int n) => new()
    {
        Gpu = [.. Enumerable.Range(0, n)],
        Pid = [.. Enumerable.Range(1, n)],
        Name = [.. Enumerable.Range(1, n).Select(_ => "x")],
        Memory = [.. Enumerable.Range(1, n).Select(_ => (long?)1)],
    };
}
