using Microsoft.Extensions.Options;
using OpsPortal.Clients.Loki;
using OpsPortal.Domain;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Logs;

/// <summary>A Loki that misbehaves on the wire: each question ends in its time, in words, and no connection stays behind.</summary>
public sealed class LokiOutageTests
{
    [Theory]
    [InlineData(Misbehaviour.Silent, "did not answer within 1 s")]
    [InlineData(Misbehaviour.Error500, "Loki failed (500)")]
    [InlineData(Misbehaviour.Garbage, "could not be read")]
    [InlineData(Misbehaviour.CutOff, "broke")]
    [InlineData(Misbehaviour.Dripping, "did not answer within 1 s")]
    [InlineData(Misbehaviour.Endless, "larger than Loki:MaxResponseBytes")]
    public async Task Lines_LokiMisbehaves_SaysSoInTime(Misbehaviour how, string words)
    {
        await using var loki = new BadServer(how);
        using var http = new HttpClient(LokiLink.Handler(new LokiOptions())) { Timeout = Timeout.InfiniteTimeSpan };

        var lines = await new LokiClient(Link(http, loki, how), new LineMask(new MaskingOptions())).LinesAsync("{a=\"b\"}", 1, 2, 10, true, default);

        lines.IsOk.ShouldBeFalse();
        lines.Reason.ShouldContain(words);
        if (how is not (Misbehaviour.Error500 or Misbehaviour.Garbage))
            await Eventually.EqualAsync(() => Task.FromResult(loki.OpenConnections), 0);
    }

    [Theory]
    [InlineData(Misbehaviour.Error500)]
    [InlineData(Misbehaviour.Garbage)]
    [InlineData(Misbehaviour.CutOff)]
    public async Task Tail_LokiMisbehaves_EndsAndSaysSo(Misbehaviour how)
    {
        await using var loki = new BadServer(how);
        using var http = new HttpClient();
        var ends = new List<Outcome<TailFrame>>();

        await foreach (var frame in new LokiTail(Link(http, loki, how), new LineMask(new MaskingOptions())).FollowAsync("{a=\"b\"}", 0, 10, false, default))
            ends.Add(frame);

        ends.ShouldHaveSingleItem().Kind.ShouldBe(OutcomeKind.Unavailable);
        ends[0].Reason.ShouldNotBeEmpty();
    }

    // Only who never ends an answer is cut off by time: what the others say may take a slow machine longer than a second.
    private static LokiLink Link(HttpClient http, BadServer loki, Misbehaviour how) => new(
        http, Options.Create(new LokiOptions { Url = loki.Url, TimeoutSeconds = how is Misbehaviour.Silent or Misbehaviour.Dripping ? 1 : 60, MaxResponseBytes = 1024 * 1024 }), TimeProvider.System);
}
