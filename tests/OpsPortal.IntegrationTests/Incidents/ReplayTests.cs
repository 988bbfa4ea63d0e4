using OpsPortal.Clients.Alertmanager;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Incidents;

/// <summary>Everything that was recorded of a real Alertmanager, played to the intake.</summary>
public sealed class ReplayTests(PostgresServer postgres, ReplayTests.OneDatabase one) : IClassFixture<ReplayTests.OneDatabase>
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

    public static TheoryData<string> Scenarios => [.. RecordedDeliveries.Scenarios];

    /// <summary>32 recordings hold bodies; of the 33rd ("redirected") there is only a GET, see <see cref="WebhookTests"/>.</summary>
    [Fact]
    public void ByScenario_EveryRecording_IsThere()
        => RecordedOutcomes.ByScenario.Keys.Order(StringComparer.Ordinal).ShouldBe(RecordedDeliveries.Scenarios);

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Store_RecordedScenario_LeavesWhatHappened(string scenario)
    {
        var database = await one.EmptyAsync();

        foreach (var body in RecordedDeliveries.Of(scenario))
        {
            await database.TakeAsync(body);
            database.Clock.Advance(TimeSpan.FromSeconds(5));
        }

        (await database.StoryAsync()).ShouldBe(RecordedOutcomes.ByScenario[scenario].ReplaceLineEndings("\n"));
        (await database.OneAsync<int>(WrongCounts)).ShouldBe(0);
    }

    [Fact]
    public async Task Store_TwoReceiversOfARoute_AreOneIncident()
    {
        var database = await one.EmptyAsync();

        foreach (var (a, b) in RecordedDeliveries.Of("two-a").Zip(RecordedDeliveries.Of("two-b")))
            await Task.WhenAll(database.TakeAsync(a), database.TakeAsync(b));

        (await database.StoryAsync()).ShouldBe(RecordedOutcomes.Two.ReplaceLineEndings("\n"));
    }

    /// <summary>Each recording by itself, in any order, doubled, from two senders side by side: the same incidents in the end.</summary>
    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public async Task Store_EachScenarioShuffledAndDoubledFromTwoSenders_LeavesTheSame(int seed)
    {
        var random = new Random(seed);
        foreach (var scenario in RecordedDeliveries.Scenarios)
        {
            var database = await one.EmptyAsync();
            // Doubled, and a retry that is equal to the byte is told as often as you like: thirty of them tell no more than two.
            var bodies = RecordedDeliveries.Of(scenario).DistinctBy(Convert.ToHexString).ToArray();
            byte[][] first = [.. bodies, .. bodies], second = [.. bodies];
            random.Shuffle(first);
            random.Shuffle(second);

            await Task.WhenAll(SendAsync(database, first), SendAsync(database, second));

            (await database.StoryAsync()).ShouldBe(RecordedOutcomes.ByScenario[scenario].ReplaceLineEndings("\n"), $"{scenario}, seed {seed}");
            (await database.OneAsync<int>(WrongCounts)).ShouldBe(0, scenario);
        }
    }

    /// <summary>The same bodies in any order, any number of times, from two senders side by side: the same alerts in the end.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
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

    /// <summary>Made once for the class, emptied before each scenario.</summary>
    public sealed class OneDatabase(PostgresServer postgres) : IAsyncLifetime
    {
        private IncidentDatabase _database = null!;

        public async Task<IncidentDatabase> EmptyAsync()
        {
            await _database.OneAsync<int>("TRUNCATE alerts, incidents, alert_deliveries RESTART IDENTITY CASCADE; SELECT 0");
            return _database;
        }

        public async ValueTask InitializeAsync() => _database = await IncidentDatabase.CreateAsync(postgres);

        public ValueTask DisposeAsync() => _database.DisposeAsync();
    }
}
