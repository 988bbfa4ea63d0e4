using System.Net;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using OpsPortal.Features.OnCall.Calendars;
using OpsPortal.Features.OnCall.Rota;
using OpsPortal.Features.OnCall.Storage;
using OpsPortal.IntegrationTests.Infrastructure;
using OpsPortal.IntegrationTests.Notifications;

namespace OpsPortal.IntegrationTests.OnCall;

/// <summary>Calendar programs read a schedule by a secret address, until it is ended.</summary>
public sealed class FeedTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    [Fact]
    public async Task Feed_MadeReadAndEnded()
    {
        var services = fixture.Portal.Services;
        var (store, schedule) = (services.GetRequiredService<FeedStore>(), Guid.NewGuid());
        (await services.GetRequiredService<OnCallStore>().SaveAsync(NotificationPortal.Me, schedule, 0, new Schedule
        {
            Name = "Feed", Zone = "UTC", Layers = [new Layer { Name = "days", Start = new(2026, 11, 1), Handoff = new(9, 0), Unit = TurnUnit.Days, People = ["a", "b"] }],
        }, default)).ShouldBeNull();
        using var calendar = fixture.Portal.Anonymous();

        var (path, problem) = await store.MakeAsync(NotificationPortal.Me, schedule, default);
        problem.ShouldBeNull();
        var answer = await calendar.GetAsync(path);

        (await answer.Content.ReadAsStringAsync()).ShouldStartWith("BEGIN:VCALENDAR");
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/calendar");
        var feed = (await store.ListAsync(schedule, default)).Value!.ShouldHaveSingleItem();
        feed.LastReadAt.ShouldNotBeNull();
        await using (var connection = await fixture.Portal.Database.OpenConnectionAsync())
            (await connection.QuerySingleAsync<string>("SELECT encode(secret_hash, 'escape') FROM on_call_feeds WHERE id = @Id", new { feed.Id })).ShouldNotContain(path![11..^4]);
        (await calendar.GetAsync($"{path![..12]}{(path[12] == 'A' ? 'B' : 'A')}{path[13..]}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await store.EndAsync(NotificationPortal.Me, schedule, feed.Id, default)).ShouldBeNull();
        (await calendar.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await store.EndAsync(NotificationPortal.Me, schedule, feed.Id, default)).ShouldBe("It is ended already.");
        (await store.MakeAsync(NotificationPortal.Me, Guid.NewGuid(), default)).Problem.ShouldNotBeNull();
    }
}
