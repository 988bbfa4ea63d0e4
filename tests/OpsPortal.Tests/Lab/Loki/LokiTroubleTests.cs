using Microsoft.AspNetCore.Http;
using OpsPortal.Lab.Loki;

namespace OpsPortal.Tests.Lab.Loki;

public sealed class LokiTroubleTests
{
    [Theory]
    [InlineData(LokiTroubleKind.Busy, 429, "too many outstanding requests")]
    [InlineData(LokiTroubleKind.Broken, 500, "broken on purpose")]
    [InlineData(LokiTroubleKind.Garbage, 200, "not json")]
    public async Task Question_InTrouble_IsAnsweredSo(LokiTroubleKind kind, int status, string words)
    {
        using var trouble = new LokiTrouble();
        trouble.Set(kind);

        var (http, asked) = await AskAsync(trouble, "/loki/api/v1/query_range");

        asked.ShouldBeFalse();
        http.Response.StatusCode.ShouldBe(status);
        http.Response.Body.Position = 0;
        (await new StreamReader(http.Response.Body).ReadToEndAsync()).ShouldContain(words);
    }

    [Theory]
    [InlineData(LokiTroubleKind.None, "/loki/api/v1/query_range")]
    [InlineData(LokiTroubleKind.NoTail, "/loki/api/v1/query_range")]
    [InlineData(LokiTroubleKind.Gone, "/loki/api/v1/push")]
    [InlineData(LokiTroubleKind.Gone, "/lab/status")]
    public async Task Question_NotTouched_GoesOn(LokiTroubleKind kind, string path)
    {
        using var trouble = new LokiTrouble();
        trouble.Set(kind);

        (await AskAsync(trouble, path)).Asked.ShouldBeTrue();
    }

    [Fact]
    public async Task Slow_UntilTheNextChange_DoesNotAnswer()
    {
        using var trouble = new LokiTrouble();
        trouble.Set(LokiTroubleKind.Slow);

        var asked = AskAsync(trouble, "/loki/api/v1/labels");
        asked.IsCompleted.ShouldBeFalse();
        trouble.Set(LokiTroubleKind.None);

        (await asked).Asked.ShouldBeFalse();
    }

    private static async Task<(HttpContext Http, bool Asked)> AskAsync(LokiTrouble trouble, string path)
    {
        var asked = false;
        var http = new DefaultHttpContext { Request = { Path = path }, Response = { Body = new MemoryStream() } };
        await new LokiTroubleMaker(_ => { asked = true; return Task.CompletedTask; }, trouble).InvokeAsync(http);
        return (http, asked);
    }
}
