using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OpsPortal.Catalog;
using OpsPortal.Clients.Alertmanager;
using OpsPortal.Clients.Prometheus;
using OpsPortal.Features.Incidents;
using OpsPortal.Features.Incidents.Intake;
using OpsPortal.Features.Incidents.Reconciling;
using OpsPortal.Features.Incidents.Silencing;
using OpsPortal.IntegrationTests.Infrastructure;
using OpsPortal.Tests;
using static OpsPortal.IntegrationTests.Incidents.Deliveries;

namespace OpsPortal.IntegrationTests.Incidents;

/// <summary>The reconciler against a real Alertmanager and a real PostgreSQL; Prometheus' list is what a test says, and time is moved by hand.</summary>
public sealed class ReconcileTests(PostgresServer postgres) : IAsyncLifetime
{
    private static readonly DateTimeOffset Began = DateTimeOffset.UtcNow.AddMinutes(-1);
    private readonly FakePrometheus _prometheus = new();
    private readonly IntakeStatus _status = new();
    private IncidentDatabase _database = null!;
    private AlertmanagerServer _alertmanager = null!;
    private Reconciler _reconciler = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await IncidentDatabase.CreateAsync(postgres);
        _alertmanager = await AlertmanagerServer.StartAsync("inhibit_rules: [{source_matchers: [alertname=Dead], target_matchers: [alertname=Warm], equal: [instance]}]");
        _status.Read(null, null);
        _reconciler = Make();
        // Prometheus must have answered for a while before anything is concluded.
        await TickAsync(1, 5);
    }

    public async ValueTask DisposeAsync()
    {
        await _alertmanager.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Tick_EndedWhileSilenced_ClosesItAndSaysWhy()
    {
        await FireAsync("Hot", "a");
        await TickAsync(1);
        var silence = await Client().SetSilenceAsync(null, [new SilenceMatcher("instance", "a", false, true)], Began.AddMinutes(1), DateTimeOffset.UtcNow.AddHours(1), "anna", "the fan is being changed", default);
        silence.IsOk.ShouldBeTrue(silence.Reason);
        await TickAsync(1);
        (await _database.OneAsync<int>("SELECT cardinality(silenced_by) FROM alerts")).ShouldBe(1);

        await EndAsync("Hot", "a");
        await TickAsync(1);
        (await _database.OneAsync<int>("SELECT alerts_firing FROM incidents")).ShouldBe(1);
        await TickAsync(2);

        (await _database.OneAsync<string>("SELECT status FROM incidents")).ShouldBe("resolved");
        var told = await TimelineAsync();
        told.ShouldContain(line => line.StartsWith("Hot [a] is silenced in Alertmanager: “the fan is being changed”, by anna, until "));
        told.ShouldContain(line => line.StartsWith("Hot [instance=a] ended while it was silenced, of which Alertmanager tells nothing: neither Alertmanager nor Prometheus lists it since ") || line.StartsWith("Hot [a] ended while it was silenced"));
    }

    [Fact]
    public async Task Tick_EndedWhileInhibited_ClosesIt()
    {
        await FireAsync("Warm", "a");
        await FireAsync("Dead", "a");
        // Alertmanager learns beside its API what inhibits what.
        var warm = AlertFingerprint.Of(Labels("Warm", "a"));
        await Eventually.EqualAsync(async () => (await Client().AlertsAsync(default)).Value!.Single(one => one.Fingerprint == warm).InhibitedBy.Count, 1);
        await TickAsync(1);
        (await _database.OneAsync<int>("SELECT cardinality(inhibited_by) FROM alerts WHERE name = 'Warm'")).ShouldBe(1);

        await EndAsync("Warm", "a");
        await TickAsync(1, 1, 1);

        (await _database.OneAsync<string>("SELECT string_agg(name || ' ' || (ends_at IS NULL), ', ' ORDER BY name) FROM alert_episodes JOIN alerts USING (fingerprint)")).ShouldBe("Dead true, Warm false");
    }

    /// <summary>Alertmanager forgot it, Prometheus didn't: it will be sent again.</summary>
    [Fact]
    public async Task Tick_OnlyAlertmanagerLostIt_StaysOpen()
    {
        await FireAsync("Hot", "a");
        await TickAsync(1);
        await EndAsync("Hot", "a", stillInPrometheus: true);

        await TickAsync(5, 5, 5, 5);

        (await _database.OneAsync<int>("SELECT alerts_firing FROM incidents")).ShouldBe(1);
    }

    /// <summary>Alertmanager may still tell it, so the portal waits; and when it fires after all, even the same bytes take the conclusion back.</summary>
    [Fact]
    public async Task Tick_GoneWithoutAWord_IsClosedLaterAndTheNextFiringTakesItBack()
    {
        var body = await FireAsync("Hot", "a");
        await TickAsync(1);
        await EndAsync("Hot", "a");
        await TickAsync(1, 5);
        (await _database.OneAsync<int>("SELECT alerts_firing FROM incidents")).ShouldBe(1);
        await TickAsync(6);
        (await _database.OneAsync<string>("SELECT status FROM incidents")).ShouldBe("resolved");

        await _database.TakeAsync(body);

        (await _database.OneAsync<string>("SELECT status || ' ' || alerts_firing FROM incidents")).ShouldBe("open 1");
        (await _database.OneAsync<int>("SELECT count(*)::int FROM incidents")).ShouldBe(1);
    }

    [Fact]
    public async Task Take_EndsWhilePrometheusIsAway_AreBelievedOnlyWhenItAnswersAgain()
    {
        await FireAsync("Hot", "a");
        await FireAsync("Hot", "b");
        await TickAsync(1);
        _prometheus.IsAway = true;
        await TickAsync(1, 1);

        await _database.TakeAsync(Body(Alert("Hot", "a", 4), Alert("Hot", "b", 4)));

        (await _database.OneAsync<string>("SELECT status || ' ' || alerts_firing FROM incidents")).ShouldBe("open 2");
        (await TimelineAsync()).ShouldContain(line => line.Contains("not believed until Prometheus says so"));

        // It comes back; one of the two fires still.
        _prometheus.IsAway = false;
        _prometheus.Firing.RemoveAll(labels => labels["instance"] == "b");
        await EndAsync("Hot", "b");
        await TickAsync(1);
        (await _database.OneAsync<int>("SELECT alerts_firing FROM incidents")).ShouldBe(2);
        await TickAsync(5);

        (await _database.OneAsync<string>("SELECT status || ' ' || alerts_firing FROM incidents")).ShouldBe("open 1");
        await _database.TakeAsync(Body(Alert("Hot", "a", null, "again")));
        (await TimelineAsync()).ShouldContain(line => line.Contains("fires still: the end that was not believed was none"));
        (await _database.OneAsync<int>("SELECT count(*)::int FROM alert_episodes WHERE doubted IS NOT NULL")).ShouldBe(0);
    }

    [Fact]
    public async Task Tick_HeartbeatMissing_IsAnIncidentThatEndsWhenItIsBack()
    {
        var beat = Body(new { status = "firing", labels = new { alertname = "Watchdog", severity = "none" }, startsAt = Began, generatorURL = "" });
        await _database.TakeAsync(beat);
        await TickAsync(5);
        (await _database.OneAsync<int>("SELECT count(*)::int FROM incidents")).ShouldBe(0);

        await TickAsync(6, 1, 1);

        (await _database.OneAsync<string>("SELECT title || ' P' || priority || ' ' || status FROM incidents")).ShouldBe("Alerts may not get through: Watchdog does not come any more P1 open");
        await _database.TakeAsync(beat);
        await TickAsync(1, 1);
        (await _database.OneAsync<string>("SELECT status FROM incidents")).ShouldBe("resolved");
    }

    /// <summary>A database that was away took no heartbeat: that is no reason to cry.</summary>
    [Fact]
    public async Task Tick_DatabaseWasAway_WaitsForTheHeartbeatAnew()
    {
        await _database.TakeAsync(Body(new { status = "firing", labels = new { alertname = "Watchdog", severity = "none" }, startsAt = Began, generatorURL = "" }));
        _status.Failed("away");
        await TickAsync(30);
        _status.Read(null, null);

        await TickAsync(5);

        (await _database.OneAsync<int>("SELECT count(*)::int FROM incidents")).ShouldBe(0);
    }

    private async Task<byte[]> FireAsync(string name, string instance)
    {
        var labels = Labels(name, instance);
        _prometheus.Firing.Add(labels);
        await _alertmanager.PostAsync((labels, Began, DateTimeOffset.UtcNow.AddHours(1)));
        var body = Body(Alert(name, instance, null));
        await _database.TakeAsync(body);
        return body;
    }

    private async Task EndAsync(string name, string instance, bool stillInPrometheus = false)
    {
        var labels = Labels(name, instance);
        if (!stillInPrometheus)
            _prometheus.Firing.RemoveAll(one => one["alertname"] == name && one["instance"] == instance);
        await _alertmanager.PostAsync((labels, Began, DateTimeOffset.UtcNow.AddSeconds(-1)));
        var fingerprint = AlertFingerprint.Of(labels);
        await Eventually.EqualAsync(async () => (await Client().AlertsAsync(default)).Value!.Any(one => one.Fingerprint == fingerprint), false);
    }

    private static Dictionary<string, string> Labels(string name, string instance)
        => new() { ["alertname"] = name, ["service"] = "h200", ["severity"] = "critical", ["instance"] = instance };

    private static object Alert(string name, string instance, int? endedAfterSeconds, string annotation = "") => new
    {
        status = endedAfterSeconds is null ? "firing" : "resolved",
        labels = Labels(name, instance),
        annotations = new { note = annotation },
        startsAt = Began.ToString("O"),
        endsAt = endedAfterSeconds is { } seconds ? Began.AddSeconds(seconds).ToString("O") : "0001-01-01T00:00:00Z",
        generatorURL = "http://prom/graph?g0.expr=up",
    };

    // Looks twice after each step of so many minutes: what was seen with the first is acted on with the second.
    private async Task TickAsync(params int[] minutes)
    {
        foreach (var step in minutes)
        {
            _database.Clock.Advance(TimeSpan.FromMinutes(step));
            await _reconciler.TickAsync(TestContext.Current.CancellationToken);
            _database.Clock.Advance(TimeSpan.FromSeconds(1));
            await _reconciler.TickAsync(TestContext.Current.CancellationToken);
        }
    }

    private Task<IReadOnlyList<string>> TimelineAsync() => _database.AllAsync<string>("SELECT text FROM incident_timeline ORDER BY id");

    private AlertmanagerClient Client() => new(new HttpClient(), Options.Create(new AlertmanagerOptions { Url = _alertmanager.Url }), TimeProvider.System);

    private Reconciler Make()
    {
        var services = new ServiceCollection().AddTransient(_ => Client())
            .AddTransient(_ => new SilenceDesk(_database.Data, Client(), new OpsPortal.Storage.AuditLog(_database.Clock), null!, _database.Clock)).BuildServiceProvider();
        var prometheus = new PrometheusClient(new HttpClient(_prometheus), Options.Create(new PrometheusOptions { Url = "http://prometheus" }), TimeProvider.System);
        var options = Options.Create(_database.Options);
        var severities = SeverityTable.Load(Path.Combine(RepositoryRoot.Path, "catalog", "severities.yaml"));
        return new Reconciler(
            services.GetRequiredService<IServiceScopeFactory>(), PrometheusServers.Of(prometheus, TimeProvider.System), new ReconcileStore(_database.Data, _database.Clock), _database.Store,
            _database.Prometheus, new HeartbeatWatch(_database.Data, _database.Store, _status, severities, options, _database.Clock), options, _database.Clock, NullLogger<Reconciler>.Instance);
    }

    private sealed class FakePrometheus : HttpMessageHandler
    {
        public List<Dictionary<string, string>> Firing { get; } = [];

        public bool IsAway { get; set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (IsAway)
                throw new HttpRequestException("connection refused");
            var alerts = Firing.Select(labels => new { labels, annotations = new { }, state = "firing", activeAt = Began, value = "1" });
            var json = JsonSerializer.Serialize(new { status = "success", data = new { alerts } });
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(json, Encoding.UTF8, "application/json") });
        }
    }
}
