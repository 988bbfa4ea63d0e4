using Microsoft.Extensions.Configuration;
using OpsPortal.Lab.Hosting;

namespace OpsPortal.Tests.Lab.Hosting;

public sealed class LabOptionsTests
{
    private static (LabOptions? Options, IReadOnlyList<string> Errors) Read(params (string Key, string Value)[] settings) =>
        LabOptions.Read(new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => s.Key, s => (string?)s.Value)).Build());

    [Fact]
    public void Read_Nothing_DefaultsWithoutAPortal()
    {
        var (options, errors) = Read();
        errors.ShouldBeEmpty();
        options.ShouldNotBeNull().BasePort.ShouldBe(9800);
        options.PortalUrl.ShouldBeNull();
    }

    [Fact]
    public void Read_EverythingWrong_EveryErrorNamesItsKey()
    {
        var (options, errors) = Read(("Lab:BasePort", "70000"), ("Lab:Seed", "x"), ("Lab:Portal:Url", "nowhere"));
        options.ShouldBeNull();
        errors.Count.ShouldBe(3);
        errors.ShouldContain(e => e.StartsWith("Lab:BasePort is \"70000\""));
        errors.ShouldContain(e => e.StartsWith("Lab:Seed"));
        errors.ShouldContain(e => e.StartsWith("Lab:Portal:Url"));
    }

    [Fact]
    public void Read_PortalWithoutToken_IsAnError() =>
        Read(("Lab:Portal:Url", "http://127.0.0.1:5080")).Errors.Single().ShouldContain("Lab:Portal:TokenFile is missing");
}
