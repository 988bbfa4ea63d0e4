using Microsoft.Extensions.DependencyInjection;
using OpsPortal.Domain;
using OpsPortal.Features.Gpus.Ledger;
using OpsPortal.Gpu;
using OpsPortal.IntegrationTests.Infrastructure;
using OpsPortal.Tests.Gpu;

namespace OpsPortal.IntegrationTests.Gpus;

public sealed class LedgerTests(PortalFixture fixture, PostgresServer postgres) : IClassFixture<PortalFixture>
{
    private static readonly DateTimeOffset At = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private LedgerStore Store => fixture.Portal.Services.GetRequiredService<LedgerStore>();

    [Fact]
    public async Task Write_TheSameXidAgain_IsOneRowWithItsFirstAndLastTime()
    {
        await Store.WriteAsync([Xid("a", 79, 0), Xid("a", 79, 10), Xid("a", 48, 20)], default);
        await Store.WriteAsync([Xid("a", 79, 10)], default);

        var rows = await Store.ListAsync("a", default);

        rows.Select(r => (r.Code, r.Count)).ShouldBe([(48, 1), (79, 2)], "the same event of another portal is no second one");
        rows[1].FirstAt.ShouldBe(At);
        rows[1].LastAt.ShouldBe(At.AddSeconds(10));
        rows[1].GpuName.ShouldBe("NVIDIA H200");
    }

    [Fact]
    public async Task Acknowledge_Once_IsKeptWithItsPersonAndAudited()
    {
        await Store.WriteAsync([Xid("b", 79, 0)], default);
        var id = (await Store.ListAsync("b", default)).Single().Id;

        (await Store.AcknowledgeAsync(id, Actor.System("anna"), default)).ShouldBeTrue();
        (await Store.AcknowledgeAsync(id, Actor.System("berta"), default)).ShouldBeFalse();

        var row = (await Store.ListAsync("b", default)).Single();
        row.AcknowledgedBy.ShouldBe("anna");
        await using var command = fixture.Portal.Database.CreateCommand("SELECT count(*) FROM audit_log WHERE action = 'gpu-event.acknowledge' AND subject = 'gpu:b:3'");
        (await command.ExecuteScalarAsync()).ShouldBe(1L);
    }

    [Fact]
    public async Task Write_Reset_ClearsWhatWasBeforeItAndWhatComesAfterIsNew()
    {
        await Store.WriteAsync([Xid("c", 79, 0)], default);
        await Store.WriteAsync([Xid("c", 79, 0) with { Happened = null, At = At.AddSeconds(60) }, Xid("c", 79, 90)], default);

        var rows = await Store.ListAsync("c", default);

        rows.Select(r => r.IsOpen).ShouldBe([true, false], "the clearing is seen while it is young");
        rows[0].FirstAt.ShouldBe(At.AddSeconds(90));
        rows[1].ClearedWhy!.ShouldContain("reset");
    }

    [Fact]
    public async Task Delete_WhatIsOver_LeavesWhatIsOpenOfAGpuThatIsStillThere()
    {
        await using var portal = await PortalHost.StartAsync(postgres);
        var store = portal.Services.GetRequiredService<LedgerStore>();
        await store.WriteAsync([Xid("gone", 79, 0), Xid("there", 79, 0), Xid("reset", 79, 0)], default);
        await store.WriteAsync([Xid("reset", 79, 0) with { Happened = null, At = At.AddSeconds(60) }], default);
        await portal.Services.GetRequiredService<CounterStore>().SaveAsync([new GpuCounter("there", "GPU-1", 5, At.AddDays(100)), new GpuCounter("gone", "GPU-1", 5, At)], default);

        (await store.DeleteBeforeAsync(At, default)).ShouldBe(0, "nothing is that old");
        (await store.DeleteBeforeAsync(At.AddDays(90), default)).ShouldBe(1, "the cleared one was cleared now");
        (await store.ListAsync(null, default)).Where(row => row.IsOpen).Select(row => row.Host).ShouldBe(["there"]);
        (await store.DeleteBeforeAsync(TimeProvider.System.GetUtcNow().AddDays(1), default)).ShouldBeGreaterThanOrEqualTo(1);
        (await store.ListAsync(null, default)).ShouldAllBe(row => row.IsOpen);
    }

    [Fact]
    public async Task Post_FrameWithAnXid_IsInTheLedger()
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

        await PostAsync(fixture.Portal, GpuFrames.Of("host-d", at: now) with { Events = [new GpuEvent { Gpu = 2, Kind = GpuEventKind.Xid, Code = 119, At = now }] });

        await Eventually.EqualAsync(async () => (await Store.ListAsync("host-d", default)).Select(r => $"{r.Title} GPU {r.GpuIndex}").SingleOrDefault(), "XID 119 GPU 2");
    }

    [Fact]
    public async Task Start_GpuWasResetWhileThePortalWasAway_ClearsItsEvents()
    {
        var database = await postgres.CreateDatabaseAsync();
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var frame = GpuFrames.Of("host-e", gpus: 2, at: now) with { Source = GpuSource.Nvml };
        await using (var before = await PortalHost.StartAsync(postgres, database: database))
        {
            await PostAsync(before, frame with { Energy = [5000, 5000], Events = [Event(0, now), Event(1, now)] });
            await Eventually.EqualAsync(async () => (await Open(before)).Count, 2);
        }

        await using var after = await PortalHost.StartAsync(postgres, database: database);
        await PostAsync(after, frame with { At = now + 1, Seq = 1, Energy = [12, 5100] });

        await Eventually.EqualAsync(async () => string.Join(' ', (await Open(after)).Select(row => row.GpuIndex)), "1");
        GpuEvent Event(int gpu, long at) => new() { Gpu = gpu, Kind = GpuEventKind.Xid, Code = 79, At = at };
        async Task<List<LedgerEntry>> Open(PortalHost portal) =>
            [.. (await portal.Services.GetRequiredService<LedgerStore>().ListAsync("host-e", default)).Where(row => row.IsOpen)];
    }

    private static async Task PostAsync(PortalHost portal, GpuFrame frame)
    {
        using var agent = await portal.WithTokenAsync("gpu:write", "gpu-host:*");
        using var answer = await agent.PostAsync("/api/v1/gpu/frames",
            new StringContent(System.Text.Json.JsonSerializer.Serialize(frame, GpuFrameJson.Default.GpuFrame), System.Text.Encoding.UTF8, "application/json"));
        answer.EnsureSuccessStatusCode();
    }

    private static LedgerNote Xid(string host, int code, int second) =>
        new(host, "GPU-1", 3, "NVIDIA H200", new GpuEvent { Gpu = 3, Kind = GpuEventKind.Xid, Code = code, At = 0 }, At.AddSeconds(second));
}
