using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OpsPortal.Features.Gpus;
using OpsPortal.Features.Gpus.Live;
using OpsPortal.Tests.Gpu;

namespace OpsPortal.Tests.Features.Gpus;

public sealed class GpusPageTests : BunitContext
{
    private readonly FakeClock _clock = new(GpuFrames.Now);
    private readonly GpuHosts _hosts;
    private readonly BunitJSModuleInterop _module;
    private readonly BunitJSModuleInterop _live;

    public GpusPageTests()
    {
        var options = Options.Create(new GpusOptions { Local = "off" });
        _hosts = new GpuHosts(options, new GpuViewers(), _clock);
        var intake = new GpuIntake(_hosts, new GpuViewers(), _clock, NullLogger<GpuIntake>.Instance);
        Services.AddSingleton(_hosts);
        ComponentFactories.AddStub<OpsPortal.Features.Gpus.Ledger.LedgerPanel>();
        ComponentFactories.AddStub<OpsPortal.Features.Gpus.Work.WorkPanel>();
        Services.AddSingleton(new LocalGpus(intake, options, _clock, NullLogger<LocalGpus>.Instance));
        _module = JSInterop.SetupModule("./dist/js/gpus.js");
        _live = _module.SetupModule("mount", _ => true);
        _live.SetupVoid("configure", _ => true).SetVoidResult();
        _live.SetupVoid("pause", _ => true).SetVoidResult();
        _live.SetupVoid("dispose").SetVoidResult();
    }

    [Fact]
    public void Page_NoHost_SaysHowToConnectOne()
    {
        var page = Render<GpusPage>();

        var empty = page.Find("[data-testid=gpus-empty]").TextContent;
        empty.ShouldContain("No GPU host has sent a frame yet");
        empty.ShouldContain("POST /api/v1/gpu/frames");
        empty.ShouldContain("gpu:write");
        page.FindAll("[data-testid=gpu-sort]").ShouldBeEmpty();
    }

    [Fact]
    public void Page_HostComesLater_ShowsTheControlsWithoutReload()
    {
        var page = Render<GpusPage>();

        _hosts.Receive(GpuFrames.Of());

        page.WaitForAssertion(() => page.Find("[data-testid=gpu-sort]"));
        page.FindAll("[data-testid=gpus-empty]").ShouldBeEmpty();
        page.FindAll("[data-testid=gpu-host-filter]").ShouldBeEmpty("with one host there is nothing to choose");
    }

    [Fact]
    public void Page_Frames_RenderNothing()
    {
        _hosts.Receive(GpuFrames.Of());
        var page = Render<GpusPage>();
        var before = page.RenderCount;

        for (var seq = 1; seq < 50; seq++)
            _hosts.Receive(GpuFrames.Of(seq: seq, info: false, at: GpuFrames.Now.ToUnixTimeMilliseconds() + seq));

        page.RenderCount.ShouldBe(before);
    }

    [Fact]
    public void Page_HostOfTheAddressIsUnknown_SaysSoAndLeadsToAll()
    {
        _hosts.Receive(GpuFrames.Of());
        Services.GetRequiredService<NavigationManager>().NavigateTo("/gpus?host=gone&sort=power&from=now-6h");

        var page = Render<GpusPage>();

        page.Find("[data-testid=gpus-unknown-host]").TextContent.ShouldContain("“gone” has not sent a frame");
        page.Find("[data-testid=gpus-unknown-host] a").GetAttribute("href")!.ShouldEndWith("/gpus?sort=power&from=now-6h");
    }

    [Fact]
    public void Page_SortChosen_IsInTheAddressAndToldToTheScript()
    {
        _hosts.Receive(GpuFrames.Of());
        Services.GetRequiredService<NavigationManager>().NavigateTo("/gpus");
        var page = Render<GpusPage>();

        page.Find("[data-testid=gpu-sort]").Change("temperature");

        Services.GetRequiredService<NavigationManager>().Uri.ShouldEndWith("/gpus?sort=temperature");
        page.WaitForAssertion(() => _live.VerifyInvoke("configure"));
    }

    [Fact]
    public void Page_Pause_IsToldToTheScript()
    {
        _hosts.Receive(GpuFrames.Of());
        var page = Render<GpusPage>();

        page.Find("[data-testid=gpu-pause]").Click();

        _live.VerifyInvoke("pause").Arguments.ShouldBe([true]);
        page.Find("[data-testid=gpu-pause]").GetAttribute("aria-pressed").ShouldBe("true");
    }

    [Theory]
    [InlineData(null, "nonsense", null, null, null, null)]
    [InlineData("a b", "power", "memory", "a b", "power", "memory")]
    [InlineData("", "index", "utilization", null, null, null)]
    public void View_ParseAndQuery_KeepWhatIsKnownAndLeaveDefaultsOut(string? host, string? sort, string? trend, string? toHost, string? toSort, string? toTrend) =>
        GpusView.Parse(host, sort, trend).Query.Select(p => (p.Key, p.Value))
            .ShouldBe([("host", toHost), ("sort", toSort), ("trend", toTrend), ("mode", null), ("colour", null), ("group", null), ("compare", null), ("gpu", null)]);

    [Theory]
    [InlineData("a", "5", 5)]
    [InlineData("a", "-1", null)]
    [InlineData("a", "64", null)]
    [InlineData(null, "5", null)]
    public void View_OneGpu_BelongsToAHost(string? host, string gpu, int? expected) =>
        GpusView.Parse(host, null, null, gpu: gpu).Gpu.ShouldBe(expected);

    [Fact]
    public void Page_OneGpu_IsToldToTheScriptAndLeadsBackToAllOfTheHost()
    {
        _hosts.Receive(GpuFrames.Of());
        Services.GetRequiredService<NavigationManager>().NavigateTo("/gpus?host=gpu-host-1&gpu=5");

        var page = Render<GpusPage>();

        _module.VerifyInvoke("mount").Arguments[2].ShouldBeOfType<ScriptView>().Gpu.ShouldBe(5);
        page.Find("[data-testid=gpu-all]").GetAttribute("href")!.ShouldEndWith("/gpus?host=gpu-host-1");
    }

    [Theory]
    [InlineData(null, null, 4, false)]
    [InlineData(null, null, 5, true)]
    [InlineData("cards", null, 50, false)]
    [InlineData("fleet", null, 1, true)]
    [InlineData(null, "one", 50, false)]
    public void View_ManyHosts_OpenWithTheFleet(string? mode, string? host, int hosts, bool fleet) =>
        GpusView.Parse(host, null, null, mode).IsFleet(hosts).ShouldBe(fleet);

    [Fact]
    public void Page_FleetChosen_HasItsOwnControlsAndTellsTheScript()
    {
        _hosts.Receive(GpuFrames.Of());
        Services.GetRequiredService<NavigationManager>().NavigateTo("/gpus");
        var page = Render<GpusPage>();

        page.Find("[data-testid=gpu-mode-fleet]").Click();
        page.Find("[data-testid=gpu-colour]").Change("temperature");

        Services.GetRequiredService<NavigationManager>().Uri.ShouldEndWith("/gpus?mode=fleet&colour=temperature");
        page.WaitForAssertion(() => _live.VerifyInvoke("configure", 2));
    }

    [Fact]
    public void Options_Wrong_NameEveryKey()
    {
        var result = new GpusOptionsCheck().Validate(null, new GpusOptions
        {
            Local = "maybe", HostName = "", Interval = TimeSpan.Zero, MaxHosts = 0, ForgetAfter = TimeSpan.Zero,
        });

        foreach (var key in new[] { "Gpus:Local", "Gpus:HostName", "Gpus:Interval", "Gpus:MaxHosts", "Gpus:ForgetAfter" })
            result.Failures!.ShouldContain(failure => failure.StartsWith(key, StringComparison.Ordinal));
    }
}
