using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using OpsPortal.Domain;
using OpsPortal.Features.Incidents.Events;
using OpsPortal.Features.Incidents.Reading;
using OpsPortal.Features.Incidents.Response;
using OpsPortal.IntegrationTests.Infrastructure;
using OpsPortal.Live;
using static OpsPortal.IntegrationTests.Incidents.Deliveries;

namespace OpsPortal.IntegrationTests.Incidents;

/// <summary>What those who tell people read: every step once, in order, however many are written side by side.</summary>
public sealed class IncidentEventTests(PostgresServer postgres) : IAsyncLifetime
{
    private IncidentDatabase _database = null!;

    public async ValueTask InitializeAsync() => _database = await IncidentDatabase.CreateAsync(postgres, storm: 1000);

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task AfterAsync_AnIncidentsLife_IsToldInOrder()
    {
        await _database.TakeAsync(Body(Alert("Slow", "h200", "warning"), Alert("Slower", "h200", "warning")));
        await _database.TakeAsync(Body(Alert("Down", "h200", "critical", 60)));
        await _database.TakeAsync(Body(Alert("Slow", "h200", "warning", 0, 90), Alert("Slower", "h200", "warning", 0, 90), Alert("Down", "h200", "critical", 60, 90)));
        await _database.TakeAsync(Body(Alert("Down", "h200", "critical", 120)));

        var events = (await Events().AfterAsync(0, 100, default)).Value!;

        events.Select(one => (one.Kind, one.Priority, one.Incident)).ShouldBe([
            (IncidentEventKind.Opened, 3, 1), (IncidentEventKind.PriorityChanged, 1, 1), (IncidentEventKind.Resolved, 1, 1), (IncidentEventKind.Reopened, 1, 1)]);
        events.ShouldAllBe(one => one.Service == "h200" && one.By.Kind == ActorKind.System && one.Text.Length > 0);
        (await Events().AfterAsync(events[1].Number, 1, default)).Value!.Single().Kind.ShouldBe(IncidentEventKind.Resolved);
    }

    /// <summary>A reader that asks all the time while eight write must see each number once, in order, and none in the end that it didn't see.</summary>
    [Fact]
    public async Task AfterAsync_FollowedWhileManyWrite_MissesNone()
    {
        var seen = new List<long>();
        using var done = new CancellationTokenSource();
        var follow = Task.Run(async () =>
        {
            var events = Events();
            for (var last = false; ; last = done.IsCancellationRequested)
            {
                var more = (await events.AfterAsync(seen.Count == 0 ? 0 : seen[^1], 7, default)).Value!;
                seen.AddRange(more.Select(one => one.Number));
                if (last && more.Count == 0)
                    return;
            }
        }, TestContext.Current.CancellationToken);

        await Parallel.ForEachAsync(Enumerable.Range(0, 120), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) => await _database.TakeAsync(Body(Alert("A", "s" + i, "critical"))));
        await done.CancelAsync();
        await follow;

        seen.ShouldBe(await _database.AllAsync<long>("SELECT number FROM incident_events ORDER BY number"));
        seen.Count.ShouldBe(120);
    }

    private IncidentEvents Events()
    {
        var queries = new IncidentQueries(_database.Data, Microsoft.Extensions.Options.Options.Create(new Features.Incidents.IncidentsOptions()), _database.Clock);
        return new IncidentEvents(_database.Data, new IncidentReader(queries, new ResponseStore(_database.Data, _database.Clock), new ChangeFeed(_database.Data, _database.Clock, NullLogger<ChangeFeed>.Instance), _database.Clock), _database.Clock);
    }
}
