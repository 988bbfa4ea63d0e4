using OpsPortal.Catalog;

namespace OpsPortal.Tests.Catalog;

public sealed class ServiceCatalogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("catalog-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Load_ShippedCatalog_HasTheFiveServices()
    {
        var catalog = ServiceCatalog.Load(Path.Combine(RepositoryRoot.Path, "catalog", "services"), _ => null);

        catalog.Services.Select(service => service.Id).ShouldBe(["ai-gateway", "aurelis", "h200", "hdc", "microdiff"], ignoreOrder: true);
    }

    [Fact]
    public void Load_SeveralMistakes_NamesEachWithFileLineAndKey()
    {
        Write("bad.yaml", """
            id: Bad Id
            nmae: Typing error
            team: platform
            prometheus:
              jobs: [x]
            cost:
              - id: a
                kind: countre
                selector: x
                category: compute
                resource: r
                price: p
                per: zero
            """);

        var error = Should.Throw<CatalogException>(() => ServiceCatalog.Load(_folder, _ => null));

        error.Errors.ShouldContain(line => line.StartsWith("catalog/services/bad.yaml:1: id:"));
        error.Errors.ShouldContain(line => line.StartsWith("catalog/services/bad.yaml:2: nmae: is not known here"));
        error.Errors.ShouldContain(line => line.Contains("name: is missing"));
        error.Errors.ShouldContain(line => line.StartsWith("catalog/services/bad.yaml:8: cost[0].kind: \"countre\" is none of counter, average, monthly"));
        error.Errors.ShouldContain(line => line.StartsWith("catalog/services/bad.yaml:13: cost[0].per: \"zero\" is not a number"));
    }

    [Fact]
    public void Load_ModelsOfWhichOneRunsOnOwnGpus_KnowsWhich()
    {
        const string Head = "id: one\nname: One\nteam: t\nprometheus:\n  jobs: [x]\n";
        const string Models = "models:\n  label: model\n  items:\n    - {id: hosted}\n    - {id: own, own_gpus: true}\n";
        Write("a.yaml", Head + "gpus:\n  - {host: h, index: 0}\n" + Models + "cost:\n  - {id: energy, kind: counter, selector: j_total, category: compute, resource: r, price: energy.kwh, for_model: own}\n");

        var service = ServiceCatalog.Load(_folder, _ => null).Services.Single();

        service.OwnModels.ShouldBe(["own"]);
        service.CostDrivers.Single().Model.ShouldBe("own");
        Write("a.yaml", Head + Models.Replace("true", "yes please") + "cost:\n  - {id: a, kind: counter, selector: x, category: compute, resource: r, price: p, model: m, for_model: own}\n");
        Should.Throw<CatalogException>(() => ServiceCatalog.Load(_folder, _ => null)).Errors.ShouldSatisfyAllConditions(
            errors => errors.ShouldContain(line => line.Contains("own_gpus: \"yes please\" is neither true nor false")),
            errors => errors.ShouldContain(line => line.Contains("for_model: names one model for all of it")));
        Write("a.yaml", Head + Models);
        Should.Throw<CatalogException>(() => ServiceCatalog.Load(_folder, _ => null)).Errors.Single().ShouldContain("name these by \"gpus:\"");
    }

    [Fact]
    public void Load_BrokenYamlAndDuplicateId_TellsBoth()
    {
        Write("a.yaml", "id: one\nname: One\nteam: t\nprometheus:\n  jobs: [x]\n");
        Write("b.yaml", "id: one\nname: Two\nteam: t\nprometheus:\n  jobs: [x]\n");
        Write("c.yaml", "id: [unclosed\n");

        var error = Should.Throw<CatalogException>(() => ServiceCatalog.Load(_folder, _ => null));

        error.Errors.ShouldContain(line => line.Contains("b.yaml:1: id: \"one\" is used by another file too"));
        error.Errors.ShouldContain(line => line.Contains("c.yaml:") && line.Contains("(syntax)"));
    }

    [Fact]
    public void Load_VariableWithDefault_TakesEnvironmentFirst()
    {
        Write("a.yaml", "id: one\nname: One\nteam: t\nprometheus:\n  jobs: [x]\nhealth:\n  url: ${ONE_URL:-http://a/health}\n");

        ServiceCatalog.Load(_folder, _ => null).Find("one")!.HealthUrl.ShouldBe(new Uri("http://a/health"));
        ServiceCatalog.Load(_folder, name => name == "ONE_URL" ? "http://b/h" : null).Find("one")!.HealthUrl.ShouldBe(new Uri("http://b/h"));
    }

    [Fact]
    public void Load_GpusOfAService_AreRangesOfAHost()
    {
        const string Head = "id: one\nname: One\nteam: t\nprometheus:\n  jobs: [x]\ngpus:\n";
        Write("a.yaml", Head + "  - {host: a, index: 0-3}\n  - {host: b, index: 7}\n");

        var gpus = ServiceCatalog.Load(_folder, _ => null).Find("one")!.Gpus;
        Write("a.yaml", Head + "  - {host: a, index: 3-0}\n");
        var error = Should.Throw<CatalogException>(() => ServiceCatalog.Load(_folder, _ => null));

        gpus.ShouldBe([new GpuClaim("a", 0, 3), new GpuClaim("b", 7, 7)]);
        error.Errors.Single().ShouldContain("a.yaml:7: gpus[0].index: \"3-0\" must be one index or a range");
    }

    [Fact]
    public void Load_EmptyFolder_SaysWhatIsNeeded()
        => Should.Throw<CatalogException>(() => ServiceCatalog.Load(_folder, _ => null)).Errors.Single().ShouldContain("each watched service needs one");

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);
}
