using OpsPortal.Clients.Alertmanager;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Incidents;

/// <summary>Everything that was recorded of a real Alertmanager, played to the intake.</summary>
public sealed class ReplayTests(PostgresServer postgres)
{
    /// <summary>Incidents whose sums are not what their rows say.</summary>
    private const string WrongCounts =
        """
        SELECT count(*)::int FROM incidents i LEFT JOIN LATERAL (
            SELECT count(DISTINCT fingerprint) AS total, count(*) FILTER (WHERE ends_at IS NULL) AS firing, min(starts_at) AS first_start, max(starts_at) AS last_start, max(ends_at) AS last_end
            FROM alert_episodes WHERE incident_number = i.number AND merged_into IS NULL) r ON true
        WHERE (i.alerts_total, i.alerts_firing) <> (r.total, r.firing) OR i.first_start_at IS DISTINCT FROM r.first_start OR i.last_start_at IS DISTINCT FROM r.last_start
           OR i.last_end_at IS DISTINCT FROM r.last_end
        """;

    /// <summary>Incidents, times of firing and alerts that still fire at the end, written by hand from what was done in each recording.</summary>
    public static TheoryData<string, int, int, int> Expected => new()
    {
        { "auth", 1, 1, 0 },
        { "auth-basic", 1, 1, 0 },
        { "auth-userinfo", 1, 1, 0 },
        // Six alerts; one fires again 30 s after all had cleared, which is the same trouble.
        { "basic", 1, 7, 0 },
        { "drop", 1, 1, 0 },
        { "err400", 1, 1, 0 },
        { "err404", 1, 1, 0 },
        { "err429", 1, 1, 0 },
        { "err500", 1, 3, 2 },
        // Resolved while it was never delivered: no resolve is ever sent.
        { "err500long", 1, 1, 1 },
        { "expire", 1, 2, 0 },
        // On and off six times in 36 s: three times of firing became visible.
        { "flap", 1, 3, 0 },
        // A firing that comes after its resolve, from the slower one of the pair, reopens nothing; another alert fires later.
        { "ha", 1, 3, 1 },
        { "ha-split", 1, 2, 2 },
        // GpuWarm and GpuDead have no service: they don't join. The inhibited GpuWarm never gets a resolve.
        { "inhibit", 2, 3, 2 },
        { "nogroup", 1, 3, 0 },
        { "noresolved", 1, 2, 2 },
        { "perlabel", 2, 2, 0 },
        // Three targets down and a busy GPU; four alerts of severity info open nothing.
        { "prom", 2, 8, 0 },
        { "prom-real-rules", 4, 6, 2 },
        { "redirect", 1, 1, 0 },
        { "restart", 1, 3, 3 },
        // Two ended while they were silenced.
        { "silence", 1, 4, 2 },
        { "slow", 1, 1, 0 },
        { "slow20", 1, 2, 2 },
        { "timeout", 1, 2, 0 },
        { "timeout30", 1, 1, 1 },
        // Three of ten alerts were told.
        { "truncated", 1, 3, 0 },
        { "two-a", 1, 2, 0 },
        { "two-b", 1, 2, 0 },
        { "unicode", 1, 4, 0 },
    };

    [Fact]
    public void Expected_EveryRecording_IsThere()
        => Expected.Select(row => row.Data.Item1).Order(StringComparer.Ordinal).ShouldBe(RecordedDeliveries.Scenarios);

    [Theory]
    [MemberData(nameof(Expected))]
    public async Task Store_RecordedScenario_LeavesWhatHappened(string scenario, int incidents, int episodes, int firing)
    {
        await using var database = await IncidentDatabase.CreateAsync(postgres);

        foreach (var body in RecordedDeliveries.Of(scenario))
        {
            await database.TakeAsync(body);
            database.Clock.Advance(TimeSpan.FromSeconds(5));
        }

        (await database.OneAsync<int>("SELECT count(*)::int FROM incidents")).ShouldBe(incidents);
        var all = await database.EpisodesAsync();
        all.Length.ShouldBe(episodes);
        all.Count(line => line.EndsWith("fires")).ShouldBe(firing);
        (await database.OneAsync<int>("SELECT coalesce(sum(alerts_firing), 0)::int FROM incidents")).ShouldBe(firing);
        (await database.OneAsync<int>(WrongCounts)).ShouldBe(0);
        (await database.OneAsync<int>("SELECT count(*)::int FROM incidents WHERE (status = 'resolved') <> (alerts_firing = 0)")).ShouldBe(0);
    }

    /// <summary>The same bodies in any order, any number of times, from two senders side by side: the same alerts in the end.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Store_ShuffledAndDoubledFromTwoSenders_EndsTheSame(int seed)
    {
        var random = new Random(seed);
        var bodies = RecordedDeliveries.Scenarios.SelectMany(RecordedDeliveries.Of).ToArray();
        await using var inOrder = await IncidentDatabase.CreateAsync(postgres);
        foreach (var body in bodies)
            await inOrder.TakeAsync(body);
        await using var shuffled = await IncidentDatabase.CreateAsync(postgres);
        var first = bodies.Concat(bodies).ToArray();
        random.Shuffle(first);
        var second = bodies.ToArray();
        random.Shuffle(second);

        await Task.WhenAll(SendAsync(shuffled, first), SendAsync(shuffled, second));

        (await shuffled.EpisodesAsync()).ShouldBe(await inOrder.EpisodesAsync());
        var told = bodies.SelectMany(body => WebhookReader.Read(body).Delivery!.Alerts).Select(alert => alert.Fingerprint).Distinct().Count();
        (await shuffled.OneAsync<int>("SELECT count(*)::int FROM alerts")).ShouldBe(told);
        (await shuffled.OneAsync<int>(
            "SELECT count(*)::int FROM alert_episodes e JOIN alerts a USING (fingerprint) WHERE a.priority <= 3 AND e.incident_number IS NULL")).ShouldBe(0);
        (await shuffled.OneAsync<int>(WrongCounts)).ShouldBe(0);
        (await shuffled.OneAsync<int>("SELECT sum(alerts_firing)::int FROM incidents")).ShouldBe(await inOrder.OneAsync<int>("SELECT sum(alerts_firing)::int FROM incidents"));
    }

    /// <summary>A fingerprint that a sender leaves out is the one that Alertmanager would have sent.</summary>
    [Fact]
    public void Fingerprint_OfEveryRecordedAlert_IsAlertmanagersOwn()
    {
        var alerts = RecordedDeliveries.Scenarios.SelectMany(RecordedDeliveries.Of).SelectMany(body => WebhookReader.Read(body).Delivery!.Alerts).ToArray();

        alerts.Length.ShouldBeGreaterThan(100);
        alerts.ShouldAllBe(alert => AlertFingerprint.Of(alert.Labels) == alert.Fingerprint);
    }

    private static async Task SendAsync(IncidentDatabase database, IEnumerable<byte[]> bodies)
    {
        foreach (var body in bodies)
            await database.TakeAsync(body);
    }
}
