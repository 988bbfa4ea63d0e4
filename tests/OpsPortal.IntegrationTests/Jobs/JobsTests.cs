using Dapper;
using Microsoft.Extensions.DependencyInjection;
using OpsPortal.Domain;
using OpsPortal.Features.Jobs;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Jobs;

public sealed class JobsTests(PostgresServer postgres)
{
    private static Dictionary<string, string> WithSchedule => new() { ["Jobs:Enabled"] = "true" };

    [Fact]
    public async Task Schedule_AtStart_RunsJobsOnQuartzAndKeepsWhatBecameOfThem()
    {
        await using var portal = await PortalHost.StartAsync(postgres, WithSchedule, registered => registered.AddScoped<IPortalJob, Counting>());

        await UntilAsync(async () => (await RunsAsync(portal, "counting")).Any(run => run.State == "succeeded"));

        var run = (await RunsAsync(portal, "counting")).Last();
        run.StartedBy.ShouldBe("start");
        run.Words.ShouldBe("counted");
        (await portal.Services.GetRequiredService<JobSchedule>().NextRunsAsync(default)).Keys.ShouldContain("daily-costs");
        (await (await portal.SignedInAsync(Roles.Viewer)).GetStringAsync("/jobs")).ShouldContain("Counting things");
    }

    [Fact]
    public async Task RunNow_ByAManager_RunsAndIsAudited()
    {
        await using var portal = await PortalHost.StartAsync(postgres, WithSchedule, registered => registered.AddScoped<IPortalJob, Counting>());
        await UntilAsync(async () => (await RunsAsync(portal, "counting")).Any(run => run.State == "succeeded"));

        await portal.Services.GetRequiredService<JobSchedule>().RunNowAsync("counting", new Actor(ActorKind.User, "1", "maria", null), default);

        await UntilAsync(async () => (await RunsAsync(portal, "counting")).Any(run => run is { StartedBy: "maria", State: "succeeded" }));
        await using var connection = await portal.Database.OpenConnectionAsync();
        (await connection.ExecuteScalarAsync<int>("SELECT count(*) FROM audit_log WHERE action = 'job.run' AND subject = 'job:counting' AND actor_name = 'maria'")).ShouldBe(1);
    }

    [Fact]
    public async Task Schedule_JobThatNeverRan_BeginsAfterTheOneItBuildsOnAndOnlyThen()
    {
        await using var portal = await PortalHost.StartAsync(postgres, WithSchedule, registered => registered.AddScoped<IPortalJob, Counting>().AddScoped<IPortalJob, Following>());
        await UntilAsync(async () => (await RunsAsync(portal, "following")).Any(run => run.State == "succeeded"));

        await portal.Services.GetRequiredService<JobSchedule>().RunNowAsync("counting", new Actor(ActorKind.User, "1", "maria", null), default);
        await UntilAsync(async () => (await RunsAsync(portal, "counting")).Count(run => run.State == "succeeded") == 2);

        (await RunsAsync(portal, "following")).Single().StartedBy.ShouldBe("after counting");
    }

    [Fact]
    public async Task Run_ThatThrows_IsFailedWithItsWords()
    {
        await using var portal = await PortalHost.StartAsync(postgres, services: registered => registered.AddScoped<IPortalJob, Throwing>());

        await portal.Services.GetRequiredService<JobRunner>().RunAsync("throwing", "test", default);

        var run = (await RunsAsync(portal, "throwing")).Single();
        (run.State, run.Error).ShouldBe(("failed", "it broke"));
    }

    [Fact]
    public async Task Run_OnTwoReplicasAtOnce_RunsOnOne()
    {
        var database = await postgres.CreateDatabaseAsync();
        var gate = new TaskCompletionSource();
        await using var one = await PortalHost.StartAsync(postgres, services: registered => registered.AddScoped<IPortalJob>(_ => new Slow(gate.Task)), database: database);
        await using var other = await PortalHost.StartAsync(postgres, services: registered => registered.AddScoped<IPortalJob>(_ => new Slow(gate.Task)), database: database);

        Task<bool>[] ran = [one.Services.GetRequiredService<JobRunner>().RunAsync("slow", "test", default), other.Services.GetRequiredService<JobRunner>().RunAsync("slow", "test", default)];
        // The one that runs waits for the gate: the first that returns is the one that was not let in.
        (await await Task.WhenAny(ran).WaitAsync(TimeSpan.FromSeconds(60))).ShouldBeFalse();
        gate.SetResult();

        (await Task.WhenAll(ran)).Count(did => did).ShouldBe(1);
        (await RunsAsync(one, "slow")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Run_InPieces_KeepsWhatEachAskedAndShowsIt()
    {
        await using var portal = await PortalHost.StartAsync(postgres, services: registered => registered.AddScoped<IPortalJob, Pieces>());

        await portal.Services.GetRequiredService<JobRunner>().RunAsync("pieces", "test", default);

        var id = (await RunsAsync(portal, "pieces")).Single().Id;
        var run = (await portal.Services.GetRequiredService<JobHistory>().ReadRunAsync(id, default)).Value;
        run.Steps.Select(step => (step.What, step.Query, step.Rows, step.Problem)).ShouldBe([("h200, 2026-11-01", "sum(x)\nsum(y)", 7, ""), ("h200, 2026-11-02", "", 0, "Prometheus is away.")]);
        var page = await (await portal.SignedInAsync(Roles.Viewer)).GetStringAsync("/jobs?run=" + id);
        page.ShouldContain("sum(y)");
        page.ShouldContain("Prometheus is away.");
    }

    [Fact]
    public async Task History_OfAJobThatRunsEachMinute_HidesNeitherTheLastRunNorTheLastFailureOfAnother()
    {
        await using var portal = await PortalHost.StartAsync(postgres, services: registered => registered.AddScoped<IPortalJob, Counting>().AddScoped<IPortalJob, Throwing>());
        await portal.Services.GetRequiredService<JobRunner>().RunAsync("throwing", "test", default);
        await using (var connection = await portal.Database.OpenConnectionAsync())
        {
            await connection.ExecuteAsync(
                """
                INSERT INTO job_runs (job, started_at, ended_at, state, started_by, node, words)
                SELECT 'counting', now() - interval '1 day' + i * interval '1 minute', now(), 'succeeded', 'schedule', 'n', 'counted' FROM generate_series(1, 1000) AS i
                """);
        }
        var history = portal.Services.GetRequiredService<JobHistory>();

        var standings = (await history.StandingsAsync(["counting", "throwing", "never"], default)).Value!;

        standings.Keys.ShouldBe(["counting", "throwing"], ignoreOrder: true);
        standings["throwing"].Last.State.ShouldBe("failed");
        standings["throwing"].LastFailed!.Error.ShouldBe("it broke");
        (standings["counting"].Last.State, standings["counting"].LastFailed).ShouldBe(("succeeded", null));
        var newest = (await history.PageAsync(new(), 30, default)).Value!;
        newest.ShouldAllBe(run => run.Job == "counting");
        var older = (await history.PageAsync(new(Before: newest[^1].Id), 1000, default)).Value!;
        (older.Count, older[0].Id).ShouldBe((971, newest[^1].Id - 1));
        (await history.PageAsync(new(State: "failed"), 30, default)).Value!.Single().Job.ShouldBe("throwing");
        var client = await portal.SignedInAsync(Roles.Viewer);
        (await client.GetStringAsync("/jobs")).ShouldContain("it broke");
        var page = await client.GetStringAsync("/jobs?job=counting");
        page.ShouldContain("data-testid=\"history-older\"");
        (await client.GetStringAsync("/jobs?job=counting&state=failed")).ShouldContain("No run that is kept fits this.");
    }

    private static async Task<IReadOnlyList<JobRun>> RunsAsync(PortalHost portal, string job)
        => (await portal.Services.GetRequiredService<JobHistory>().PageAsync(new(job), 20, default)).Value!;

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var tries = 0; tries < 300; tries++)
        {
            if (await condition())
                return;
            await Task.Delay(100);
        }
        throw new TimeoutException("It did not come to pass within 30 s.");
    }

    private sealed class Counting : IPortalJob
    {
        public JobInfo Info { get; } = new("counting", "Counting things", "A test.", "0 0 3 1 1 ?", true);

        public Task<JobResult> RunAsync(IJobProgress progress, CancellationToken cancellationToken) => Task.FromResult(JobResult.Ok("counted"));
    }

    private sealed class Following : IPortalJob
    {
        public JobInfo Info { get; } = new("following", "Following", "A test.", "0 0 3 1 1 ?", false, "counting");

        public Task<JobResult> RunAsync(IJobProgress progress, CancellationToken cancellationToken) => Task.FromResult(JobResult.Ok("followed"));
    }

    private sealed class Pieces(TimeProvider time) : IPortalJob
    {
        public JobInfo Info { get; } = new("pieces", "Pieces", "A test.", "0 0 3 1 1 ?", false);

        public async Task<JobResult> RunAsync(IJobProgress progress, CancellationToken cancellationToken)
        {
            await JobStep.DoAsync<int>(progress, time, "h200, 2026-11-01", () => Task.FromResult<(Outcome<int>, IEnumerable<string>, int)>((Outcome<int>.Ok(1, time.GetUtcNow()), ["sum(x)", "sum(y)", "sum(x)", ""], 7)));
            await JobStep.DoAsync<int>(progress, time, "h200, 2026-11-02", () => Task.FromResult<(Outcome<int>, IEnumerable<string>, int)>((Outcome<int>.Unavailable("Prometheus is away.", time.GetUtcNow()), [], 0)));
            return JobResult.Ok("done");
        }
    }

    private sealed class Throwing : IPortalJob
    {
        public JobInfo Info { get; } = new("throwing", "Throwing", "A test.", "0 0 3 1 1 ?", false);

        public Task<JobResult> RunAsync(IJobProgress progress, CancellationToken cancellationToken) => throw new InvalidDataException("it broke");
    }

    private sealed class Slow(Task until) : IPortalJob
    {
        public JobInfo Info { get; } = new("slow", "Slow", "A test.", "0 0 3 1 1 ?", false);

        public async Task<JobResult> RunAsync(IJobProgress progress, CancellationToken cancellationToken)
        {
            await until.WaitAsync(cancellationToken);
            return JobResult.Ok("done");
        }
    }
}
