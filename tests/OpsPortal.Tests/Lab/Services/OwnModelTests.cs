using OpsPortal.Lab.Scenarios;
using OpsPortal.Lab.Services.Gateway;
using OpsPortal.Lab.Simulation;

namespace OpsPortal.Tests.Lab.Services;

/// <summary>The gateway's own model: its tokens, its GPUs' work and their energy are of one world.</summary>
public sealed class OwnModelTests
{
    [Fact]
    public void Advance_TenMinutes_EnergyIsThePowerOfEachSecond()
    {
        var fleet = LabWorld.Fleet();
        var watts = new double[2];
        for (var i = 0; i < 600; i++)
        {
            fleet.Run(1);
            for (var gpu = 0; gpu < 2; gpu++)
                watts[gpu] += fleet.GatewayRack.Gpus[gpu].Power;
        }

        for (var gpu = 0; gpu < 2; gpu++)
        {
            // Each second is rounded to a millijoule.
            ((double)Energy(fleet, gpu)).ShouldBe(watts[gpu], 0.3);
            fleet.GatewayRack.Gpus[gpu].Health.Energy.ShouldBe(watts[gpu], 1e-6);
        }
    }

    [Fact]
    public void Advance_NoonAndNight_TokensUtilizationAndPowerRiseTogether()
    {
        var noon = Hour(LabWorld.Noon + (3 * 3600));
        var night = Hour(LabWorld.Noon - (9 * 3600));

        noon.Tokens.ShouldBeGreaterThan(1.5m * night.Tokens);
        noon.Watts.ShouldBeGreaterThan(1.2m * night.Watts);
        // What is drawn without work is shared by more tokens.
        (noon.Tokens / noon.Watts).ShouldBeGreaterThan(night.Tokens / night.Watts);
        noon.Watts.ShouldBeInRange(2 * 62, 2 * 400);
    }

    [Fact]
    public void Advance_ServiceDown_NoTokensAndItsGpusIdle()
    {
        var fleet = LabWorld.Fleet().Run(60);
        var (tokens, joules) = (Tokens(fleet), Energy(fleet));
        fleet.Run(60, 1, new Down());

        Tokens(fleet).ShouldBe(tokens);
        ((Energy(fleet) - joules) / 60).ShouldBeInRange(2 * 50, 2 * 80);
        fleet.GatewayRack.Gpus.ShouldAllBe(gpu => gpu.Utilization.Equals(0.0));
    }

    [Fact]
    public void Publish_WhatTheGatewaySeesOfItsGpus_IsWhatTheirHostShows()
    {
        var fleet = LabWorld.Fleet().Run(30);
        var host = LabWorld.Samples(fleet.GatewayRack.Page);
        for (var gpu = 0; gpu < 2; gpu++)
            LabWorld.Sum(fleet, "ai-gateway", "system_gpu_usage_percent", $"gpu_id=\"{gpu}\"")
                .ShouldBe(host.Single(s => s.Key.StartsWith($"gpu_utilization_percent{{gpu_id=\"{gpu}\"", StringComparison.Ordinal)).Value);
        fleet.Rack.Gpus.Concat(fleet.GatewayRack.Gpus).Select(gpu => gpu.Uuid).Distinct().Count().ShouldBe(10);
    }

    private static (decimal Tokens, decimal Watts) Hour(long at)
    {
        var fleet = LabWorld.Fleet(at).Run(20, 30);
        var (tokens, joules) = (Tokens(fleet), Energy(fleet));
        fleet.Run(120, 30);
        return (Tokens(fleet) - tokens, (Energy(fleet) - joules) / 3600);
    }

    private static decimal Tokens(Fleet fleet) => LabWorld.Sum(fleet, "ai-gateway", "ai_tokens_processed_total", $"model=\"{OwnModel.Name}\"");

    private static decimal Energy(Fleet fleet, int? gpu = null) => LabWorld.Samples(fleet.GatewayRack.Page)
        .Where(s => s.Key.StartsWith($"gpu_energy_joules_total{{gpu_id=\"{gpu}", StringComparison.Ordinal)).Sum(s => s.Value);

    private sealed class Down : IEffectSource
    {
        public Effects Of(string service, long at) => new() { Down = service == "ai-gateway" };
    }
}
