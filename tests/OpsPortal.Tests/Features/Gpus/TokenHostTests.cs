using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using OpsPortal.Domain;
using OpsPortal.Gpu;
using OpsPortal.Tests.Gpu;

namespace OpsPortal.Tests.Features.Gpus;

public sealed class TokenHostTests
{
    [Fact]
    public async Task Post_TokenOfAnotherHost_IsRefusedWithTheReasonAndShowsNothing()
    {
        await using var portal = await GpusHost.StartAsync();

        using var answer = await GpusHost.PostAsync(portal.Client("thief"), Fresh("gpu-host-1"));

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("does not speak for the host gpu-host-1");
        portal.Hosts.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task Post_BatchWithOneForeignHost_TakesTheOthers()
    {
        await using var portal = await GpusHost.StartAsync();
        GpuFrame[] frames = [Fresh("other-1"), Fresh("gpu-host-1"), Fresh("other-2")];
        using var body = new StringContent(JsonSerializer.Serialize(frames, GpuFrameJson.Default.GpuFrameArray), Encoding.UTF8, "application/json");

        using var answer = await portal.Client("thief").PostAsync("/api/v1/gpu/frames", body, TestContext.Current.CancellationToken);

        var taken = await answer.Content.ReadFromJsonAsync(GpuFrameJson.Default.GpuIntakeAnswer, TestContext.Current.CancellationToken);
        taken!.Accepted.ShouldBe(2);
        taken.Rejected!.Single().Index.ShouldBe(1);
        portal.Hosts.All.Select(h => h.Name).ShouldBe(["other-1", "other-2"]);
    }

    [Theory]
    [InlineData("gpu-host:rack-1", "rack-1", true)]
    [InlineData("gpu-host:rack-1", "rack-12", false)]
    [InlineData("gpu-host:rack-*", "rack-12", true)]
    [InlineData("gpu-host:*", "anything", true)]
    [InlineData("gpu-host:rack-1", "RACK-1", false)]
    [InlineData("gpu:write", "rack-1", false)]
    public void SpeaksFor_Name_IsTakenLiterallyButForTheStar(string scope, string host, bool speaks) =>
        Scopes.SpeaksFor([scope], host).ShouldBe(speaks);

    [Theory]
    [InlineData("gpu:write", "needs the hosts")]
    [InlineData("gpu-host:a", "means nothing without gpu:write")]
    [InlineData("gpu:write gpu-host:", "is none of")]
    [InlineData("gpu:write gpu-host:a*b", "is none of")]
    [InlineData("gpu:write gpu-host:a gpu-host:b-*", null)]
    public void Problem_Scopes_AreJudgedTogether(string scopes, string? words)
    {
        if (words is null)
            Scopes.Problem(scopes.Split(' ')).ShouldBeNull();
        else
            Scopes.Problem(scopes.Split(' ')).ShouldNotBeNull().ShouldContain(words);
    }

    private static GpuFrame Fresh(string host) => GpuFrames.Of(host, at: TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
}
