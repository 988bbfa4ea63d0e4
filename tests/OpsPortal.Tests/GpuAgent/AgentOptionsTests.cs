using OpsPortal.GpuAgent;

namespace OpsPortal.Tests.GpuAgent;

public sealed class AgentOptionsTests
{
    [Fact]
    public void Read_Nothing_ServesMetricsHereAlone()
    {
        var (options, errors) = AgentOptions.Read(_ => null);

        errors.ShouldBeEmpty();
        options!.Metrics!.ToString().ShouldBe("127.0.0.1:9405");
        options.Portals.ShouldBeEmpty();
        options.Interval.ShouldBe(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Read_SeveralMistakes_SaysAllOfThemAtOnce()
    {
        var (options, errors) = AgentOptions.Read(Of(
            ("HOST", "rack 1"), ("PORTALS", "ops.example.org http://ops.example.org"), ("INTERVAL_MS", "50"), ("METRICS", "here")));

        options.ShouldBeNull();
        errors.Count.ShouldBe(6);
        errors.ShouldContain(e => e.Contains("unencrypted"));
        errors.ShouldAllBe(e => e.StartsWith("GPU_AGENT_"));
    }

    [Fact]
    public void Read_TwoPortals_TakesBoth()
    {
        var token = Path.GetTempFileName();
        var (options, errors) = AgentOptions.Read(Of(("PORTALS", "https://a.example https://b.example/ops http://127.0.0.1:5080"), ("TOKEN_FILE", token)));

        errors.ShouldBeEmpty();
        options!.Portals.Select(p => p.Host).ShouldBe(["a.example", "b.example", "127.0.0.1"]);
        File.Delete(token);
    }

    private static Func<string, string?> Of(params (string Name, string Value)[] set) =>
        name => set.FirstOrDefault(s => "GPU_AGENT_" + s.Name == name).Value;
}
