using OpsPortal.Catalog;
using OpsPortal.Domain.Costs;

namespace OpsPortal.Tests.Catalog;

public sealed class CostCentreReaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("centres-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Load_ShippedFile_NamesACentreForEachTeam()
    {
        var centres = CostCentreReader.Load(Path.Combine(RepositoryRoot.Path, "catalog", "cost-centres.yaml"));
        var teams = ServiceCatalog.Load(Path.Combine(RepositoryRoot.Path, "catalog", "services"), _ => null).Services.Select(service => service.Team).Distinct();

        teams.ShouldAllBe(team => centres.Rules.Any(rule => rule.Team == team));
    }

    [Fact]
    public void Load_NoFile_IsNone() => CostCentreReader.Load(Path.Combine(_folder, "none.yaml")).ShouldBe(CostCentres.None);

    [Fact]
    public void Load_SeveralMistakes_NamesEach()
    {
        var file = Path.Combine(_folder, "cost-centres.yaml");
        File.WriteAllText(file, """
            centres:
              - {id: a, name: A}
              - {id: a, name: Again}
            rules:
              - {service: x, to: {b: 1}}
              - {service: x, to: {a: 2}}
              - {service: x}
              - {service: x, by: weather}
              - {service: x, by: cost, to: {a: 1}}
            """);

        var errors = Should.Throw<CatalogException>(() => CostCentreReader.Load(file)).Errors;

        foreach (var words in new[] { "\"a\" is there twice", "is none of the centres above", "needs a share above 0", "a rule says who bears it", "\"weather\" is none of cost, requests" })
            errors.ShouldContain(error => error.Contains(words), words);
        errors.Count(error => error.Contains("one of them")).ShouldBeGreaterThanOrEqualTo(2);
    }
}
