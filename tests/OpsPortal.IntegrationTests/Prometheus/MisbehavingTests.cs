using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using OpsPortal.Domain;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Prometheus;

/// <summary>
/// A Prometheus that misbehaves: charts are told so in words, and the portal's connections, threads and memory stay bounded. Alone: threads
/// and memory are the process's, and another test beside it would be counted too.
/// </summary>
[Collection(nameof(Alone))]
public sealed class MisbehavingTests(PostgresServer postgres, ITestOutputHelper output)
{
    private const int Viewers = 200;
    private const int Rounds = 3;

    // What a machine that is slow itself may bring out of any of them.
    private static readonly string[] Late = ["did not answer within 2 s", "other questions took its time", "is busy", "left alone"];

    public static TheoryData<Misbehaviour, string[]> All => new()
    {
        { Misbehaviour.Silent, Late },
        { Misbehaviour.Error500, ["answered 500", .. Late] },
        { Misbehaviour.Garbage, ["could not be read", .. Late] },
        { Misbehaviour.CutOff, ["broke", .. Late] },
        { Misbehaviour.Dripping, Late },
        { Misbehaviour.Endless, ["larger than Prometheus:MaxResponseBytes", .. Late] },
    };

    [Theory]
    [MemberData(nameof(All))]
    public async Task QueryRange_ServerMisbehaves_IsToldInWordsAndCostsABoundedAmount(Misbehaviour how, string[] words)
    {
        await using var server = new BadServer(how);
        await using var portal = await PortalHost.StartAsync(postgres, new()
        {
            ["Prometheus:Url"] = server.Url, ["Prometheus:TimeoutSeconds"] = "2", ["Prometheus:MaxConcurrent"] = "8", ["Prometheus:MaxQueued"] = "64", ["Prometheus:MaxResponseBytes"] = "4194304",
        });
        using var client = await portal.WithTokenAsync(Scopes.ApiRead);
        await client.GetAsync("/api/v1/query_range?query=warm&start=1000&end=2000&step=15");
        var before = Measured();
        var reasons = new HashSet<string>();
        var (threads, memory) = (before.Threads, before.Memory);

        for (var round = 0; round < Rounds; round++)
        {
            var asked = Enumerable.Range(0, Viewers).Select(n => client.GetAsync($"/api/v1/query_range?query=x{round}_{n}&start=1000&end=2000&step=15")).ToArray();
            var all = Task.WhenAll(asked);
            while (!all.IsCompleted)
            {
                await Task.WhenAny(all, Task.Delay(100));
                var now = Measured();
                (threads, memory) = (Math.Max(threads, now.Threads), Math.Max(memory, now.Memory));
            }
            foreach (var answer in await all)
            {
                answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/json", await answer.Content.ReadAsStringAsync());
                var data = await answer.Content.ReadFromJsonAsync<JsonElement>();
                reasons.Add(data.GetProperty("error").GetProperty("reason").GetString()!);
            }
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {how} | {Rounds * Viewers} | {server.Asked} | {server.MostConnections} | {before.Threads} → {threads} | {before.Memory / 1e6:0} → {memory / 1e6:0} MB | {string.Join("; ", reasons.Select(Short).Distinct().Order())} |"));
        reasons.ShouldAllBe(reason => words.Any(word => reason.Contains(word)));
        // Some that were given up are still being closed when the next ones come.
        server.MostConnections.ShouldBeLessThanOrEqualTo(24);
        threads.ShouldBeLessThan(before.Threads + 60);
        (memory - before.Memory).ShouldBeLessThan(300_000_000);
        (await portal.Anonymous().GetAsync("/live")).IsSuccessStatusCode.ShouldBeTrue();
    }

    private static string Short(string reason) => reason.Split(". ")[0].Split(": ")[0];

    private static (int Threads, long Memory) Measured()
    {
        using var process = Process.GetCurrentProcess();
        return (process.Threads.Count, process.WorkingSet64);
    }
}
