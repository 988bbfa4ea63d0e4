using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Features.Gpus.Work;

namespace OpsPortal.Tests.Features.Gpus;

public sealed class ServiceWorkTests
{
    private static readonly ServiceEntry Gateway = ServiceCatalog.Load(Path.Combine(RepositoryRoot.Path, "catalog", "services"), _ => null).Find("ai-gateway")!;

    [Fact]
    public void Tokens_OfAServiceThatAlsoAsksHostedModels_AreThoseOfItsOwn()
    {
        InstantSample[] samples = [Of("gpt-4", 1_000), Of("llama-3-8b", 600), Of("claude-3", 50), Of("llama-3-8b", double.NaN)];

        ServiceWork.Tokens(Gateway, samples).ShouldBe(600);
        ServiceWork.Tokens(Gateway with { Models = Gateway.Models! with { Items = [] } }, samples).ShouldBe(1_650, "where the catalog doesn't tell, all run there");
        ServiceWork.ModelsOf(Gateway).ShouldBe(["llama-3-8b"]);
        ServiceWork.TokenSignals(Gateway).Select(signal => signal.Name).ShouldBe(["tokens_input", "tokens_cached", "tokens_output"], ignoreOrder: true);
    }

    [Fact]
    public void Ratios_OfTokensAndPower_AreOfOneArithmetic()
    {
        var work = new ServiceWork("a", "A", [], 2, 500, 1_000, TimeSpan.FromMinutes(15), null);

        (work.TokensPerJoule, work.JoulesPerMillionTokens).ShouldBe((2.0, 500_000.0));
        work.CostPerMillionTokens(0.36m).ShouldBe(0.05m);
        work.CostPerMillionTokens(null).ShouldBeNull();
        (work with { TokensPerSecond = 0 }).JoulesPerMillionTokens.ShouldBeNull();
        (work with { Watts = null }).TokensPerJoule.ShouldBeNull();
    }

    private static InstantSample Of(string model, double value) => new(new LabelSet([new("model", model)]), 0, value);
}
