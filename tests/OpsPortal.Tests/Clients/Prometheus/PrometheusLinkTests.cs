using System.Net;
using System.Text;
using Microsoft.Extensions.Options;
using OpsPortal.Clients.Prometheus;
using OpsPortal.Domain;

namespace OpsPortal.Tests.Clients.Prometheus;

public sealed class PrometheusLinkTests
{
    private const string Empty = """{"status":"success","data":{"resultType":"vector","result":[]}}""";
    private const string TimedOut = """{"status":"error","errorType":"timeout","error":"query timed out in expression evaluation"}""";
    private readonly FakeClock _clock = new(new DateTimeOffset(2026, 11, 21, 4, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(HttpStatusCode.BadGateway)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.GatewayTimeout)]
    public async Task Query_TurnedAwayOnce_IsAskedAgain(HttpStatusCode status)
    {
        var tries = 0;
        var handler = new StubHandler((_, _) => Task.FromResult(tries++ == 0 ? StubHandler.Response(status, "text/plain", "Service Unavailable") : Ok()));

        (await Client(handler).QueryAsync("up", null, default)).IsOk.ShouldBeTrue();

        handler.Asked.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Query_NoConnection_IsTriedThreeTimesAndToldInWords()
    {
        var handler = new StubHandler((_, _) => throw new HttpRequestException(HttpRequestError.ConnectionError, "Connection refused"));

        (await Client(handler).QueryAsync("up", null, default)).Reason.ShouldBe("Prometheus is not reachable: Connection refused");

        handler.Asked.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable, "application/json", TimedOut)]
    [InlineData(HttpStatusCode.InternalServerError, "text/plain", "boom")]
    [InlineData(HttpStatusCode.BadRequest, "application/json", """{"status":"error","errorType":"bad_data","error":"no"}""")]
    public async Task Query_ThatWouldOnlyBeWorseAgain_IsAskedOnce(HttpStatusCode status, string type, string body)
    {
        var handler = StubHandler.Answering(status, type, body);

        (await Client(handler).QueryAsync("up", null, default)).IsOk.ShouldBeFalse();

        handler.Asked.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Query_ServerFailsAgainAndAgain_IsLeftAloneForAWhileAndThenTried()
    {
        var well = false;
        var handler = new StubHandler((_, _) => Task.FromResult(well ? Ok() : StubHandler.Response(HttpStatusCode.InternalServerError, "text/plain", "boom")));
        var client = Client(handler);
        for (var i = 0; i < 20; i++)
            await client.QueryAsync("up", null, default);
        var asked = handler.Asked.Count;

        var left = await client.QueryAsync("up", null, default);

        asked.ShouldBe(10);
        handler.Asked.Count.ShouldBe(10);
        left.Kind.ShouldBe(OutcomeKind.Unavailable);
        left.Reason.ShouldStartWith("Prometheus failed again and again, so it is left alone for 5 s. The last failure:");
        well = true;
        _clock.Advance(TimeSpan.FromSeconds(6));
        (await client.QueryAsync("up", null, default)).IsOk.ShouldBeTrue();
    }

    [Fact]
    public async Task Query_OnlyHeavyQuestionsTimeOut_OthersAreStillAsked()
    {
        var handler = new StubHandler((request, _) => Task.FromResult(request.RequestUri!.Query.Contains("heavy")
            ? StubHandler.Response(HttpStatusCode.ServiceUnavailable, "application/json", TimedOut)
            : Ok()));
        var client = Client(handler);
        for (var i = 0; i < 30; i++)
            await client.QueryAsync("heavy", null, default);

        (await client.QueryAsync("up", null, default)).IsOk.ShouldBeTrue();
    }

    [Fact]
    public async Task Query_MoreThanMayWait_IsRefusedInWords()
    {
        var gate = new TaskCompletionSource();
        var handler = new StubHandler(async (_, _) =>
        {
            await gate.Task;
            return Ok();
        });
        var client = Client(handler, new PrometheusOptions { Url = "http://prometheus.test", MaxConcurrent = 2, MaxQueued = 3 });

        var asked = Enumerable.Range(0, 5).Select(_ => client.QueryAsync("up", null, default)).ToArray();
        var sixth = await client.QueryAsync("up", null, default);
        var atOnce = handler.Asked.Count;
        gate.SetResult();
        var answers = await Task.WhenAll(asked);

        atOnce.ShouldBe(2);
        sixth.Reason.ShouldBe("Prometheus is busy: 2 questions are being answered and 3 wait already. Try again soon.");
        answers.ShouldAllBe(answer => answer.IsOk);
    }

    [Fact]
    public async Task Query_Secrets_AreReadAnewAndSentWithTheHeaders()
    {
        using var folder = new TemporaryFolder();
        var password = folder.Write("password", "first\n");
        var sent = new List<string>();
        var handler = new StubHandler((request, _) =>
        {
            sent.Add($"{request.Headers.Authorization} {string.Join(",", request.Headers.GetValues("X-Scope-OrgID"))}");
            return Task.FromResult(Ok());
        });
        var client = Client(handler, new PrometheusOptions { Url = "http://prometheus.test", BasicUser = "me", BasicPasswordFile = password, Headers = { ["X-Scope-OrgID"] = "team-a" } });

        await client.QueryAsync("up", null, default);
        folder.Write("password", "second");
        await client.QueryAsync("up", null, default);
        File.Delete(password);
        var without = await client.QueryAsync("up", null, default);

        sent.ShouldBe([$"Basic {Base64("me:first")} team-a", $"Basic {Base64("me:second")} team-a"]);
        without.Reason.ShouldContain("its secret can't be read");
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static HttpResponseMessage Ok() => StubHandler.Response(HttpStatusCode.OK, "application/json", Empty);

    private PrometheusClient Client(StubHandler handler, PrometheusOptions? options = null)
        => new(new HttpClient(handler), Options.Create(options ?? new PrometheusOptions { Url = "http://prometheus.test" }), _clock);
}

internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("opsportal-test-");

    public string Write(string name, string text)
    {
        var file = Path.Combine(_folder.FullName, name);
        File.WriteAllText(file, text);
        return file;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
