using OpsPortal.Lab.GpuHost;
using OpsPortal.Lab.Ledger;
using OpsPortal.Lab.Scenarios;
using OpsPortal.Lab.Simulation;

namespace OpsPortal.Tests.Lab.Scenarios;

public sealed class ScenarioTests
{
    private readonly FakeClock _clock = new(DateTimeOffset.FromUnixTimeSeconds(LabWorld.Noon));

    private ScenarioBoard Board() => new(_clock);

    /// <summary>A fleet after some minutes of calm and then some of a scenario, with what its counters grew by in the latter.</summary>
    private (Fleet Fleet, Func<string, string, decimal> Grown) Play(string scenario, string service, int minutes = 5)
    {
        var board = Board();
        var fleet = LabWorld.Fleet(LabWorld.Noon - 300).Run(300);
        board.Start(Scenario.Find(scenario).ShouldNotBeNull(), service, 60).Error.ShouldBeNull();
        var index = new CounterIndex(fleet.Pages);
        var before = index.Read();
        fleet.Run(minutes * 60, 1, board);
        var after = index.Read();
        return (fleet, (name, labels) =>
        {
            decimal sum = 0;
            for (var i = 0; i < after.Length; i++)
            {
                var key = index.Series[i].Key;
                if (key.StartsWith(name + "{", StringComparison.Ordinal) && System.Text.RegularExpressions.Regex.IsMatch(key, labels))
                    sum += (decimal)(after[i] - before[i]) / index.Series[i].Scale;
            }

            return sum;
        });
    }

    [Theory]
    [InlineData("h200", "http_requests_total", "status=\"5", "service=\"h200\"")]
    [InlineData("hdc", "hdc_operation_errors_total", "", "")]
    [InlineData("ai-gateway", "ai_requests_total", "status=\"5", "")]
    [InlineData("aurelis", "aurelis_requests_total", "status_code=\"5", "")]
    [InlineData("microdiff", "microdiff_requests_total", "status=\"error\"", "")]
    public void ErrorBurst_AnyService_FarOverFifteenPercentFail(string service, string metric, string failed, string all)
    {
        var (_, grown) = Play("error-burst", service);
        var requests = grown(service == "hdc" ? "hdc_operation_total" : metric, all);
        requests.ShouldBeGreaterThan(50, "enough traffic for a rule with a minimum");
        (grown(metric, failed) / requests).ShouldBeGreaterThan(0.45m);
    }

    [Theory]
    [InlineData("h200", "http_request_duration_seconds", "0\\.5")]
    [InlineData("hdc", "hdc_operation_duration_seconds", "0\\.1")]
    [InlineData("aurelis", "aurelis_request_duration_seconds", "10\\.0")]
    [InlineData("microdiff", "microdiff_model_inference_duration_seconds", "10\\.0")]
    public void Latency_AnyService_MoreThanAFifthIsSlowerThanItsLimit(string service, string metric, string limit)
    {
        var (_, grown) = Play("latency", service);
        (grown(metric + "_bucket", $"le=\"{limit}\"") / grown(metric + "_count", "")).ShouldBeLessThan(0.85m);
    }

    [Fact]
    public void Latency_Gateway_MeanIsOverFiveSeconds()
    {
        var (_, grown) = Play("latency", "ai-gateway");
        (grown("ai_request_duration_seconds_sum", "") / grown("ai_request_duration_seconds_count", "")).ShouldBeGreaterThan(5);
    }

    [Fact]
    public void Latency_Aurelis_QueuePassesAThousand() =>
        LabWorld.Sum(Play("latency", "aurelis").Fleet, "aurelis", "aurelis_queue_size").ShouldBeGreaterThan(1000);

    [Theory]
    [InlineData("h200", 0)]
    [InlineData("hdc", 4)]
    [InlineData("microdiff", 6)]
    public void GpuOverheat_ItsGpus_PassNinetyDegreesAndThrottleAndOthersDoNot(string service, int first)
    {
        var (fleet, _) = Play("gpu-overheat", service, 3);
        var gpu = fleet.Rack.Gpus[first];
        gpu.Temperature.ShouldBeGreaterThan(90);
        gpu.IsThrottled.ShouldBeTrue();
        gpu.SmClock.ShouldBeLessThan(gpu.Card.SmClockMax);
        fleet.Rack.Gpus.Where(g => fleet.Rack.OwnerOf(g.Index) != service).ShouldAllBe(g => g.Temperature < 80 && !g.IsThrottled);
    }

    [Theory]
    [InlineData("h200")]
    [InlineData("hdc")]
    [InlineData("microdiff")]
    public void GpuMemoryFull_ItsGpus_Above97Percent(string service)
    {
        var (fleet, _) = Play("gpu-memory-full", service, 2);
        fleet.Rack.Of(service).ShouldAllBe(g => g.MemoryUsed > 0.97 * g.Card.MemoryTotal);
        fleet.Find(service)!.HealthPaths.Select(p => fleet.Find(service)!.Health(p, _clock.GetUtcNow())!.StatusCode).ShouldContain(503);
    }

    [Theory]
    [InlineData("h200", "h200-api", "model_accuracy_score")]
    [InlineData("ai-gateway", "ai-gateway", "ai_model_accuracy_score")]
    [InlineData("microdiff", "microdiff-app", "microdiff_model_accuracy")]
    public void ModelRegression_ItsModels_FallBelow080(string service, string job, string metric)
    {
        var (fleet, _) = Play("model-regression", service, 2);
        LabWorld.Samples(LabWorld.Page(fleet, job)).Where(s => s.Key.StartsWith(metric, StringComparison.Ordinal)).ShouldAllBe(s => s.Value < 0.8m);
    }

    [Fact]
    public void ModelRegression_H200_SatisfactionFallsBelow35() =>
        LabWorld.Sum(Play("model-regression", "h200", 2).Fleet, "h200-api", "user_satisfaction_score", "daily").ShouldBeLessThan(3.5m);

    [Theory]
    [InlineData("h200", "inference_seconds_total", "", 0.00097)]
    [InlineData("hdc", "gpu_allocated_seconds_total", "H100.*timed|timed.*H100", 0.000469)]
    [InlineData("microdiff", "gpu_allocated_seconds_total", "timed", 0.000347)]
    [InlineData("ai-gateway", "ai_tokens_processed_total", "claude-3\",operation=\"output|claude-3.*output", 0.000015)]
    [InlineData("aurelis", "aurelis_tokens_total", "output", 0.0000006)]
    public void CostSpike_AnyService_BurnsSeveralTimesMore(string service, string metric, string labels, double price)
    {
        var perHour = Play("cost-spike", service, 10).Grown(metric, labels) * 6 * (decimal)price;
        var usual = service == "aurelis" ? 5 : 50;
        perHour.ShouldBeGreaterThan(usual, "USD an hour of this part alone");
    }

    [Fact]
    public void ServiceDown_NoTrafficAndItSaysSo()
    {
        var (fleet, grown) = Play("service-down", "microdiff", 2);
        grown("microdiff_requests_total", "").ShouldBe(0);
        fleet.MicroDiff.Effects.Down.ShouldBeTrue();
        fleet.H200.Effects.Down.ShouldBeFalse();
        grown("gpu_allocated_seconds_total", "service=\"microdiff\"").ShouldBe(120, "what is rented is paid for all the same");
    }

    [Fact]
    public void Stop_Calm_EverythingGoesBackToNormal()
    {
        var board = Board();
        var fleet = LabWorld.Fleet();
        foreach (var scenario in Scenario.All)
            board.Start(scenario);
        for (var i = 0; i < 60; i++, _clock.Advance(TimeSpan.FromSeconds(1)))
            fleet.Run(1, 1, board);
        board.Stop().ShouldBe(Scenario.All.Count);
        for (var i = 0; i < 240; i++, _clock.Advance(TimeSpan.FromSeconds(1)))
            fleet.Run(1, 1, board);
        board.Active.ShouldBeEmpty();
        fleet.Services.ShouldAllBe(s => !s.Effects.Down && s.ErrorShare < 0.1);
        fleet.Rack.Gpus.ShouldAllBe(g => g.Temperature < 80 && !g.IsThrottled);
    }

    [Fact]
    public void Start_BadWish_SaysWhatIsPossible()
    {
        var overheat = Scenario.Find("gpu-overheat").ShouldNotBeNull();
        Board().Start(overheat, "aurelis").Error.ShouldNotBeNull().ShouldContain("h200, hdc, microdiff");
        Board().Start(overheat, "nobody").Error.ShouldNotBeNull().ShouldContain("nobody");
        Board().Start(overheat, "h200", 0).Error.ShouldNotBeNull().ShouldContain("1 to 1440");
        Scenario.Find("earthquake").ShouldBeNull();
    }

    [Fact]
    public void Active_TimeIsUp_EndsByItself()
    {
        var board = Board();
        board.Start(Scenario.Find("error-burst")!, "h200", 1);
        board.Of("h200", LabWorld.Noon + 30).Errors.ShouldBe(1);
        _clock.Advance(TimeSpan.FromSeconds(90));
        board.Active.ShouldBeEmpty();
        board.Of("h200", LabWorld.Noon + 90).ShouldBe(Effects.None);
    }
}
