using System.Globalization;
using System.Text.RegularExpressions;
using OpsPortal.Domain;
using OpsPortal.Features.Gpus.Exporters;
using OpsPortal.Gpu;

namespace OpsPortal.Tests.Features.Gpus;

/// <summary>Pages of real exporters, as Prometheus would give them back.</summary>
public sealed partial class ExporterFramesTests
{
    private static readonly long At = new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    [Fact]
    public void Of_DcgmExporterOfEightH100_IsOneHostWithWhatThePageSays()
    {
        var samples = Samples("dcgm-exporter-h100x8.prom");

        var frame = ExporterFrames.Of(samples, new Dictionary<string, long> { ["gpu-node-1"] = At }, 1).ShouldHaveSingleItem();

        frame.Source.ShouldBe(GpuSource.Exporter);
        frame.Count.ShouldBe(8);
        frame.Info!.Driver.ShouldBe("580.105.08");
        frame.Info.Gpus.Select(g => g.Index).ShouldBe([0, 1, 2, 3, 4, 5, 6, 7]);
        frame.Info.Gpus[0].Name.ShouldBe("NVIDIA H100 80GB HBM3");
        frame.Temperature.ShouldBe([.. Enumerable.Range(0, 8).Select(i => Value("DCGM_FI_DEV_GPU_TEMP", i))]);
        frame.Power!.Select(p => Math.Round(p!.Value, 3)).ShouldBe(Enumerable.Range(0, 8).Select(i => Math.Round(Value("DCGM_FI_DEV_POWER_USAGE", i)!.Value, 3)));
        frame.MemoryUsed.ShouldBeNull("this page has no memory");
        frame.MemoryUtilization!.Count(v => v is null).ShouldBe(2, "two cards have no such line");
        frame.Validate(DateTimeOffset.FromUnixTimeMilliseconds(At)).ShouldBeEmpty();

        double? Value(string name, int gpu) => samples.First(s => s.Labels["__name__"] == name && s.Labels["gpu"] == $"{gpu}").Value;
    }

    [Fact]
    public void Of_NvidiaGpuExporterOfAnH200_AgreesWithNvidiaSmiOfThatCard()
    {
        var frame = ExporterFrames.Of(Samples("nvidia-gpu-exporter-h200.prom", "gpu-2:9835"), new Dictionary<string, long> { ["gpu-2:9835"] = At }, 1).ShouldHaveSingleItem();

        frame.Utilization.ShouldBe([100]);
        frame.MemoryUsed.ShouldBe([33_934_016_512]);
        frame.Temperature.ShouldBe([52]);
        frame.TemperatureMargin.ShouldBe([35]);
        frame.MemoryTemperature.ShouldBe([40]);
        frame.Power.ShouldBe([627.4]);
        frame.SmClock.ShouldBe([1980]);
        frame.MemoryClock.ShouldBe([3201]);
        frame.PState.ShouldBe([0]);
        var gpu = frame.Info!.Gpus.Single();
        gpu.Name.ShouldBe("NVIDIA H200");
        gpu.MemoryTotal.ShouldBe(150_754_820_096);
        gpu.PowerLimit.ShouldBe(700);
        frame.Info.Driver.ShouldBe("590.48.01");
        frame.Info.Cuda.ShouldBe("13.1");
        frame.Validate(DateTimeOffset.FromUnixTimeMilliseconds(At)).ShouldBeEmpty();
    }

    [Fact]
    public void Of_HostThatWasNotScraped_HasNoFrame() =>
        ExporterFrames.Of(Samples("dcgm-exporter-h100x8.prom"), new Dictionary<string, long>(), 1).ShouldBeEmpty();

    [Fact]
    public void Of_DcgmExporterOfACutCard_ShowsItsPartsAndNothingOfOneAsTheCards()
    {
        const string Cut = "gpu=\"0\",UUID=\"GPU-1\",modelName=\"NVIDIA H100 NVL\",hostname=\"node-7\"";
        var samples = Read($$"""
            DCGM_FI_DEV_GPU_TEMP{{{Cut}},GPU_I_PROFILE="1g.12gb",GPU_I_ID="7"} 44
            DCGM_FI_DEV_GPU_TEMP{{{Cut}},GPU_I_PROFILE="3g.47gb",GPU_I_ID="2"} 44
            DCGM_FI_DEV_GPU_UTIL{{{Cut}},GPU_I_PROFILE="1g.12gb",GPU_I_ID="7"} 0
            DCGM_FI_DEV_FB_USED{{{Cut}},GPU_I_PROFILE="1g.12gb",GPU_I_ID="7"} 100
            DCGM_FI_DEV_FB_FREE{{{Cut}},GPU_I_PROFILE="1g.12gb",GPU_I_ID="7"} 900
            DCGM_FI_DEV_FB_USED{{{Cut}},GPU_I_PROFILE="3g.47gb",GPU_I_ID="2"} 2000
            DCGM_FI_DEV_FB_FREE{{{Cut}},GPU_I_PROFILE="3g.47gb",GPU_I_ID="2"} 3000
            """.Split('\n'));

        var frame = ExporterFrames.Of(samples, new Dictionary<string, long> { ["node-7"] = At }, 1).ShouldHaveSingleItem();

        frame.Count.ShouldBe(1);
        frame.Temperature.ShouldBe([44]);
        frame.Utilization.ShouldBeNull("the exporter shows 0 for a part, which nobody measured");
        frame.MemoryUsed.ShouldBeNull("one part's memory is not the card's");
        (frame.Info!.Gpus[0].MemoryTotal, frame.Info.Gpus[0].Mig).ShouldBe((null, true));
        var parts = frame.Parts.ShouldNotBeNull();
        parts.Instance.ShouldBe([2, 7]);
        parts.Profile.ShouldBe(["3g.47gb", "1g.12gb"]);
        parts.MemoryUsed.ShouldBe([2000L << 20, 100L << 20]);
        parts.MemoryTotal.ShouldBe([5000L << 20, 1000L << 20]);
        frame.Validate(DateTimeOffset.FromUnixTimeMilliseconds(At)).ShouldBeEmpty();
    }

    private static List<InstantSample> Samples(string file, string? instance = null) => Read(File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Fixtures/gpu", file)), instance);

    private static List<InstantSample> Read(IEnumerable<string> lines, string? instance = null)
    {
        var samples = new List<InstantSample>();
        foreach (var line in lines.Where(l => l.Length > 0 && l[0] != '#'))
        {
            var match = Line().Match(line);
            var labels = Label().Matches(match.Groups[2].Value).Select(m => KeyValuePair.Create(m.Groups[1].Value, m.Groups[2].Value)).Append(new("__name__", match.Groups[1].Value));
            if (instance is not null)
                labels = labels.Append(new("instance", instance));
            samples.Add(new InstantSample(new LabelSet(labels), At / 1000.0, double.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture)));
        }

        return samples;
    }

    [GeneratedRegex(@"^(\w+)\{(.*)\} (\S+)")]
    private static partial Regex Line();

    [GeneratedRegex("(\\w+)=\"([^\"]*)\"")]
    private static partial Regex Label();
}
