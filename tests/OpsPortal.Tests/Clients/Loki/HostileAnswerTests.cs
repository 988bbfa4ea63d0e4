using System.Net;
using System.Text;
using OpsPortal.Clients.Loki;
using OpsPortal.Domain;
using OpsPortal.Tests.Clients.Prometheus;

namespace OpsPortal.Tests.Clients.Loki;

/// <summary>Lines that no JSON should hold: one of them must not hide the others.</summary>
public sealed class HostileAnswerTests
{
    private const string Head = "{\"status\":\"success\",\"data\":{\"resultType\":\"streams\",\"result\":[{\"stream\":{\"service\":\"hdc\",\"odd\":\"";
    private const string Middle = "\"},\"values\":[[\"1795231791000000002\",\"";
    private const string Tail = "\"],[\"1795231791000000001\",\"a good line\"]]}]}}";

    [Fact]
    public async Task Lines_InvalidUtf8_IsReadWithASignInItsPlace()
    {
        byte[] body = [.. Encoding.UTF8.GetBytes(Head), 0xC3, 0x28, .. Encoding.UTF8.GetBytes(Middle + "caf"), 0xE9, .. Encoding.UTF8.GetBytes(" <b>"), 0xFF, 0xFE, .. Encoding.UTF8.GetBytes(Tail)];

        var lines = await AskAsync(body);

        lines.IsOk.ShouldBeTrue(lines.Reason);
        lines.Value!.Select(line => line.Line).ShouldBe(["caf\ufffd <b>\ufffd\ufffd", "a good line"]);
        lines.Value![0].Stream["odd"].ShouldBe("\ufffd(");
    }

    [Theory]
    [InlineData("\\ud800 lone", "\ufffd lone")]
    [InlineData("lone \\udc00\\n\\\"end\\\"", "lone \ufffd\n\"end\"")]
    [InlineData("\\ud83d\\ude00 \\udbff", "\U0001F600 \ufffd")]
    public async Task Lines_HalvesOfCharacters_AreReadWithASignInTheirPlace(string escaped, string line)
    {
        var lines = await AskAsync(Encoding.UTF8.GetBytes(Head + escaped + Middle + escaped + Tail));

        lines.IsOk.ShouldBeTrue(lines.Reason);
        lines.Value!.Select(one => one.Line).ShouldBe([line, "a good line"]);
        lines.Value![0].Stream["odd"].ShouldBe(line);
    }

    [Fact]
    public async Task Lines_HalfACharacterInALabelsName_IsReadToo()
    {
        var lines = await AskAsync(Encoding.UTF8.GetBytes((Head + "x" + Middle + "l" + Tail).Replace("odd", "o\\ud800d", StringComparison.Ordinal)));

        lines.IsOk.ShouldBeTrue(lines.Reason);
        lines.Value![0].Stream["o\ufffdd"].ShouldBe("x");
    }

    private static Task<Outcome<IReadOnlyList<LogEntry>>> AskAsync(byte[] body)
    {
        var handler = new StubHandler((_, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } } }));
        return LokiStub.Client(new HttpClient(handler), new LokiOptions { Url = "http://loki" }, TimeProvider.System).LinesAsync("{a=\"b\"}", 1, 2, 10, backward: true, default);
    }
}
