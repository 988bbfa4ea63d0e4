using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Dapper;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Events;

public sealed class EventsTests(PortalFixture fixture, PostgresServer postgres) : IClassFixture<PortalFixture>
{
    private static readonly string At = DateTimeOffset.UtcNow.AddMinutes(-1).ToString("yyyy-MM-ddTHH:mm:ssZ");

    private static readonly SemaphoreSlim OneAtATime = new(1);
    private static HttpClient? _sender;

    private PortalHost Portal => fixture.Portal;

    [Fact]
    public async Task Post_SameBatchTwice_CountsOnce()
    {
        var client = await SenderAsync();
        var prefix = Guid.NewGuid().ToString("N");
        string[] batch = [
            $$"""{"id":"{{prefix}}-1","type":"usage","service":"h200","at":"{{At}}","user":"u1","model":"m","inputTokens":5}""",
            $$"""{"id":"{{prefix}}-2","type":"feedback","service":"h200","at":"{{At}}","score":4}""",
            $$"""{"id":"{{prefix}}-3","type":"deployment","service":"hdc","at":"{{At}}","version":"2","environment":"production","status":"succeeded"}""",
            $$"""{"id":"{{prefix}}-1","type":"usage","service":"h200","at":"{{At}}","user":"u1"}""",
            $$"""{"id":"{{prefix}}-4","type":"usage","service":"nobody","at":"{{At}}"}""",
        ];

        var first = await AnswerAsync(await PostAsync(client, batch));
        var second = await AnswerAsync(await PostAsync(client, batch));

        (first.Accepted, first.Duplicates).ShouldBe((3, 1));
        first.Rejected.Single().ShouldBe((4, "\"service\" is \"nobody\", which is not in the catalog"));
        (second.Accepted, second.Duplicates).ShouldBe((0, 4));
        await using var connection = await Portal.Database.OpenConnectionAsync();
        foreach (var type in (string[])["usage", "feedback", "deployment"])
            (await connection.ExecuteScalarAsync<int>("SELECT count(*) FROM events WHERE type = @type AND id LIKE @prefix || '%'", new { type, prefix })).ShouldBe(1, type);
    }

    [Fact]
    public async Task Post_ManyBatchesAtOnce_TakeEachEventOnce()
    {
        var client = await SenderAsync();
        var prefix = Guid.NewGuid().ToString("N");
        var batches = Enumerable.Range(0, 8).Select(_ => Enumerable.Range(0, 500).OrderBy(_ => Random.Shared.Next())
            .Select(number => $$"""{"id":"{{prefix}}-{{number}}","type":"usage","service":"h200","at":"{{At}}"}""").ToArray());

        var answers = await Task.WhenAll(batches.Select(async batch => await AnswerAsync(await PostAsync(client, batch))));

        answers.Sum(answer => answer.Accepted).ShouldBe(500);
        answers.Sum(answer => answer.Duplicates).ShouldBe(7 * 500);
    }

    [Fact]
    public async Task Post_WithoutTokenOrWithAnotherScope_IsRefused()
    {
        (await PostAsync(Portal.Anonymous())).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var reader = await Portal.WithTokenAsync(Scopes.ApiRead);
        // A token that isn't known is looked for once a second.
        await Eventually.EqualAsync(async () => (await PostAsync(reader)).StatusCode, HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("{\"events\":", "not JSON")]
    [InlineData("{\"event\":[]}", "The body must be")]
    [InlineData("[]", "The body must be")]
    public async Task Post_BadBody_IsA400InWords(string body, string words)
    {
        var client = await SenderAsync();

        var answer = await client.PostAsync("/api/v1/events", new StringContent(body, Encoding.UTF8, "application/json"));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(words);
    }

    [Fact]
    public async Task Post_Gzip_IsTaken()
    {
        var client = await SenderAsync();
        var id = Guid.NewGuid().ToString("N");

        var answer = await AnswerAsync(await PostGzipAsync(client, Encoding.UTF8.GetBytes($$"""{"events":[{"id":"{{id}}","type":"usage","service":"h200","at":"{{At}}"}]}""")));

        answer.Accepted.ShouldBe(1);
    }

    /// <summary>Blanks pack to a thousandth: what counts is the size unpacked, and no more than that is unpacked.</summary>
    [Fact]
    public async Task Post_GzipThatUnpacksTooLarge_IsA413()
        => (await PostGzipAsync(await SenderAsync(), Encoding.UTF8.GetBytes(new string(' ', 32 * 1024 * 1024)))).StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);

    [Theory]
    [InlineData("gzip", HttpStatusCode.BadRequest)]
    [InlineData("br", HttpStatusCode.UnsupportedMediaType)]
    public async Task Post_BodyThatIsNotAsItsEncodingSays_IsRefused(string encoding, HttpStatusCode status)
    {
        var content = new StringContent("{\"events\":[]}", Encoding.UTF8, "application/json");
        content.Headers.ContentEncoding.Add(encoding);

        (await (await SenderAsync()).PostAsync("/api/v1/events", content)).StatusCode.ShouldBe(status);
    }

    [Fact]
    public async Task Post_Users_AreKeptAsKeyedHashesOnly()
    {
        var client = await SenderAsync();
        var prefix = Guid.NewGuid().ToString("N");
        var user = "maria." + prefix + "@example.org";

        await PostAsync(client, [.. new[] { "1", "2" }.Select(n => $$"""{"id":"{{prefix}}-{{n}}","type":"usage","service":"h200","at":"{{At}}","user":"{{user}}"}"""),
            $$"""{"id":"{{prefix}}-3","type":"usage","service":"h200","at":"{{At}}","user":"another"}"""]);

        await using var connection = await Portal.Database.OpenConnectionAsync();
        var rows = (await connection.QueryAsync<(string Row, Guid Key)>("SELECT e::text, user_key FROM events e WHERE id LIKE @prefix || '%' ORDER BY id", new { prefix })).AsList();
        rows.ShouldAllBe(row => !row.Row.Contains(user));
        rows[1].Key.ShouldBe(rows[0].Key);
        rows[2].Key.ShouldNotBe(rows[0].Key);
        var plain = new Guid(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(user)).AsSpan(0, 16), bigEndian: true);
        rows[0].Key.ShouldNotBe(plain, "a hash without a key can be guessed");
    }

    [Fact]
    public async Task Post_EventsOfAnyDay_MakeTheirPartitionAndMarkDaysBeforeToday()
    {
        var client = await SenderAsync();
        var prefix = Guid.NewGuid().ToString("N");
        var day = DateTimeOffset.UtcNow.AddDays(-40);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(async n => await AnswerAsync(await PostAsync(client,
            $$"""{"id":"{{prefix}}-{{n}}","type":"usage","service":"hdc","at":"{{day:yyyy-MM-ddTHH:mm:ssZ}}"}"""))));

        answers.ShouldAllBe(answer => answer.Accepted == 1);
        await using var connection = await Portal.Database.OpenConnectionAsync();
        (await connection.ExecuteScalarAsync<long>($"SELECT count(*) FROM events_{day:yyyyMMdd} WHERE id LIKE @prefix || '%'", new { prefix })).ShouldBe(4);
        (await connection.ExecuteScalarAsync<bool>("SELECT EXISTS (SELECT FROM event_late_days WHERE service = 'hdc' AND day = @day)", new { day = DateOnly.FromDateTime(day.UtcDateTime) })).ShouldBeTrue();
    }

    [Fact]
    public async Task Post_TooManyOrTooLarge_IsA413()
    {
        var client = await SenderAsync();

        (await PostAsync(client, [.. Enumerable.Repeat("{}", 5_001)])).StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await PostAsync(client, [new string(' ', 6 * 1024 * 1024)])).StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    /// <summary>One token for all tests; a new one is known within a second.</summary>
    private async Task<HttpClient> SenderAsync()
    {
        await OneAtATime.WaitAsync();
        try
        {
            if (_sender is null)
            {
                var client = await Portal.WithTokenAsync(Scopes.EventsWrite);
                await Eventually.EqualAsync(async () => (await PostAsync(client)).StatusCode, HttpStatusCode.OK);
                _sender = client;
            }
            return _sender;
        }
        finally
        {
            OneAtATime.Release();
        }
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, params string[] events)
        => client.PostAsync("/api/v1/events", new StringContent("{\"events\":[" + string.Join(",", events) + "]}", Encoding.UTF8, "application/json"));

    private static Task<HttpResponseMessage> PostGzipAsync(HttpClient client, byte[] body)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(body);
        var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentType = new("application/json");
        content.Headers.ContentEncoding.Add("gzip");
        return client.PostAsync("/api/v1/events", content);
    }

    private static async Task<(int Accepted, int Duplicates, IReadOnlyList<(int Index, string Reason)> Rejected)> AnswerAsync(HttpResponseMessage response)
    {
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        var json = await response.Content.ReadFromJsonAsync<JsonElement>();
        return (json.GetProperty("accepted").GetInt32(), json.GetProperty("duplicates").GetInt32(),
            [.. json.GetProperty("rejected").EnumerateArray().Select(one => (one.GetProperty("index").GetInt32(), one.GetProperty("reason").GetString()!))]);
    }

    [Fact]
    public async Task Post_DatabaseAway_IsA503ThatAsksToSendAgain()
    {
        var database = new NpgsqlConnectionStringBuilder(await postgres.CreateDatabaseAsync());
        await using var cable = new TcpCable(database.Port);
        await using var portal = await PortalHost.StartAsync(postgres, database: new NpgsqlConnectionStringBuilder(database.ConnectionString) { Port = cable.Port, Timeout = 2 }.ConnectionString);
        var client = await portal.WithTokenAsync(Scopes.EventsWrite);
        await Eventually.EqualAsync(async () => (await PostAsync(client)).StatusCode, HttpStatusCode.OK);

        cable.Cut();
        var away = await PostAsync(client, $$"""{"id":"cut","type":"usage","service":"h200","at":"{{At}}"}""");

        away.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        cable.Mend();
        (await AnswerAsync(await PostAsync(client, $$"""{"id":"cut","type":"usage","service":"h200","at":"{{At}}"}"""))).Accepted.ShouldBe(1);
    }
}
