using OpsPortal.BrowserTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Infrastructure;

/// <summary>The port that the tests' cable asks for.</summary>
internal static class FreePort
{
    public static int Next() => FreePorts.One();
}
