using System.Text.Json;
using OpsPortal.Domain;

namespace OpsPortal.Tests.Domain.Logs;

public sealed class LineMaskTests
{
    private static readonly LineMask Mask = new(new MaskingOptions());

    [Theory]
    [InlineData("""{"msg":"in","password":"hunter2","n":1}""", """{"msg":"in","password":"[masked]","n":1}""")]
    [InlineData("""{"auth":{"api_key": "abc", "apiKey":"def"}}""", """{"auth":{"api_key": "[masked]", "apiKey":"[masked]"}}""")]
    [InlineData("""{"password":"with \"quotes\" inside","x":2}""", """{"password":"[masked]","x":2}""")]
    [InlineData("""{"cvv":123}""", """{"cvv":"[masked]"}""")]
    [InlineData("""{"log":"{\"token\":\"abc\",\"n\":1}"}""", """{"log":"{\"token\":\"[masked]\",\"n\":1}"}""")]
    [InlineData("level=info password=hunter2 user=7", "level=info password=[masked] user=7")]
    [InlineData("token=\"a b c\" next", "token=[masked] next")]
    [InlineData("GET /x?api_key=abc&page=2", "GET /x?api_key=[masked]&page=2")]
    [InlineData("Authorization: Bearer abcdefghijklmnop", "Authorization: [masked:token]")]
    [InlineData("mail to anna.b+x@example.co.uk now", "mail to [masked:email] now")]
    [InlineData("paid with 4111 1111 1111 1111.", "paid with [masked:card].")]
    [InlineData("row 12 4111-1111-1111-1111", "row 12 [masked:card]")]
    [InlineData("jwt eyJhbGciOiJI.eyJzdWIiOiIx.c2ln", "jwt [masked:token]")]
    [InlineData("key sk-proj-abcdefghijklmnop1234", "key [masked:token]")]
    [InlineData("postgres://app:s3cret@db/x", "postgres://[masked:credentials]@db/x")]
    public void Cover_Secret_IsCovered(string line, string covered) => Mask.Cover(line).ShouldBe(covered);

    [Theory]
    [InlineData("""{"prompt_tokens":120,"completion_tokens":33,"tokens_generated":7}""")]
    [InlineData("1795231791923939249 took 12.5 ms, trace a89a64e5d57b0e3c84f15b285df4b07c")]
    [InlineData("order 4111111111111112")]
    [InlineData("a tokenizer was loaded, password policy is on")]
    [InlineData("user@host without a domain")]
    public void Cover_WhatIsNoSecret_IsLeft(string line) => Mask.Cover(line).ShouldBe(line);

    [Fact]
    public void Cover_JsonLine_StaysJson()
    {
        var covered = Mask.Cover("""{"cookie":"a=b; c=d","nested":{"secret":12.5,"list":["x@y.org"]},"cvc":true}""");

        using var json = JsonDocument.Parse(covered);
        json.RootElement.GetProperty("nested").GetProperty("secret").GetString().ShouldBe("[masked]");
        json.RootElement.GetProperty("cvc").GetString().ShouldBe("[masked]");
    }

    [Fact]
    public void Cover_Entry_CoversFieldsByNameAndCounts()
    {
        var entry = new LogEntry(1, "password=abc", new([new("service", "x")]), new([new("session_id", "77"), new("user", "a@b.org")]), new([new("password", "abc")]));

        var covered = Mask.Cover(entry);

        covered.Masked.ShouldBe(4);
        covered.Metadata["session_id"].ShouldBe("[masked]");
        covered.Metadata["user"].ShouldBe("[masked:email]");
        covered.Parsed["password"].ShouldBe("[masked]");
        covered.Stream.ShouldBeSameAs(entry.Stream);
    }

    [Fact]
    public void Cover_OwnKeysAndPatterns_AreCovered()
    {
        var mask = new LineMask(new MaskingOptions { Keys = ["patient-name"], ShownKeys = ["prompt"], Patterns = { ["badge"] = @"\bB-\d{6}\b" } });

        mask.Cover("""{"patient_name":"Ada","prompt":"hello","badge":"B-123456"}""").ShouldBe("""{"patient_name":"[masked]","prompt":"hello","badge":"[masked:badge]"}""");
    }

    [Fact]
    public void Problems_ExpressionThatCanBeSlowOrIsNone_IsNamed()
    {
        var problems = LineMask.Problems(new MaskingOptions { Patterns = { ["a"] = @"(?<=x)y", ["b"] = "(", ["c"] = "x*", ["d"] = "fine" } }).ToArray();

        problems.Length.ShouldBe(3);
        problems.ShouldAllBe(problem => problem.StartsWith("Logs:Masking:Patterns:"));
    }

    [Fact]
    public void Cover_AMegabyteThatInvitesBacktracking_IsDone()
    {
        // No figure of time is asserted; an expression that isn't linear would not come back at all.
        var line = "\"password\": \"" + new string('\\', 300_000) + new string('4', 300_000) + new string('@', 1000) + string.Concat(Enumerable.Repeat("a.", 200_000));

        Mask.Cover(line).Length.ShouldBeGreaterThan(0);
    }
}
