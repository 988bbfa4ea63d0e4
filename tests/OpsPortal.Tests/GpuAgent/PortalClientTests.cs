using OpsPortal.GpuAgent.Sending;
using OpsPortal.Tests.Gpu;

namespace OpsPortal.Tests.GpuAgent;

public sealed class PortalClientTests
{
    [Fact]
    public async Task Send_TokenFileOfSeveralLines_SaysSoAndIsReadAgain()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "op_one\nop_two\n");
            using var client = new PortalClient(new Uri("http://127.0.0.1:9"), file);

            var sent = await client.SendAsync([GpuFrames.Of()], TestContext.Current.CancellationToken);

            sent.As.ShouldBe(SentAs.NotNow);
            sent.Words.ShouldNotBeNull().ShouldContain("more than one line");

            await File.WriteAllTextAsync(file, "op_one\n");
            (await client.SendAsync([GpuFrames.Of()], TestContext.Current.CancellationToken)).Words.ShouldNotBeNull().ShouldNotContain("line", Case.Sensitive, "nobody listens there, and the token is well");
        }
        finally
        {
            File.Delete(file);
        }
    }
}
