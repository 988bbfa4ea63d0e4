using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Features.Notifications.Channels;
using OpsPortal.Features.Notifications.Outbox;
using OpsPortal.Features.Notifications.Sending;
using OpsPortal.Features.OnCall.Running;
using OpsPortal.IntegrationTests.Infrastructure;
using OpsPortal.Tests;

namespace OpsPortal.IntegrationTests.Notifications;

/// <summary>A portal that sends and escalates only when a test says so, at a time that the test sets, beside a web and a mail server.</summary>
internal sealed class NotificationPortal : IAsyncDisposable
{
    public static readonly Actor Me = new(ActorKind.User, "me", "Me", "127.0.0.1");
    private string? _database;

    public PortalHost Portal { get; private set; } = null!;

    public HttpSink Web { get; } = new();

    public SmtpSink Mail { get; } = new();

    public FakeClock Clock { get; } = new(new DateTimeOffset(2026, 11, 21, 4, 0, 0, TimeSpan.Zero));

    public ChannelStore Channels => Portal.Services.GetRequiredService<ChannelStore>();

    public INotifications Notifications => Portal.Services.GetRequiredService<INotifications>();

    public static async Task<NotificationPortal> StartAsync(PostgresServer postgres, Dictionary<string, string>? settings = null)
    {
        var made = new NotificationPortal();
        made._database = await postgres.CreateDatabaseAsync();
        made._postgres = postgres;
        var all = new Dictionary<string, string>
        {
            ["Notifications:Send"] = "false", ["OnCall:Escalate"] = "false", ["Notifications:TimeoutSeconds"] = "1", ["Notifications:MostTries"] = "3",
            ["Notifications:Smtp:Host"] = "127.0.0.1", ["Notifications:Smtp:Port"] = made.Mail.Port.ToString(), ["Notifications:Smtp:Tls"] = "false",
            ["Notifications:Smtp:From"] = "opsportal@example.org", ["Notifications:PagerDutyUrl"] = made.Web.Url + "/pagerduty", ["Access:PublicUrl"] = "https://ops.example.org",
        };
        foreach (var (key, value) in settings ?? [])
            all[key] = value;
        made.Portal = await PortalHost.StartAsync(postgres, all, services => services.AddSingleton<TimeProvider>(made.Clock), made._database);
        return made;
    }

    private PostgresServer _postgres = null!;

    /// <summary>As if it had just been made: nothing is stored, the clock is back, the servers take everything.</summary>
    public async Task ResetAsync()
    {
        await using var connection = await Portal.Database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            TRUNCATE notification_attempts, notifications, notification_channels, on_call_turns, on_call_stand_ins, on_call_documents, escalations, incident_events, incident_timeline, incidents, audit_log
                RESTART IDENTITY CASCADE;
            UPDATE escalation_cursor SET event = 0
            """);
        Clock.Set(new DateTimeOffset(2026, 11, 21, 4, 0, 0, TimeSpan.Zero));
        Web.Posts.Clear();
        Mail.Mails.Clear();
        Web.Answer = _ => HttpSink.Status("200 OK");
        Mail.ToData = "250 ok";
    }

    public async Task<Guid> ChannelAsync(ChannelKind kind, string? owner = null, string url = "", string key = "", string address = "", bool routine = true)
    {
        var id = Guid.NewGuid();
        (await Channels.SaveAsync(Me, new ChannelDraft(id, kind, kind + " " + id.ToString("N")[..6], 0, owner, address, url, key, true, routine), default)).ShouldBeNull();
        return id;
    }

    /// <summary>Writes a message as the escalation does.</summary>
    public async Task TellAsync(Guid channel, string key, AnnouncementKind kind = AnnouncementKind.Call, long? incident = null, string title = "P1 INC-1: Broken", string text = "Service: h200")
    {
        await using var connection = await Portal.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        (await Notifications.TellChannelAsync(connection, transaction, channel, new Announcement(key, kind, title, text, "/incidents/1", true, incident, 1), default)).ShouldNotBeNull();
        await transaction.CommitAsync();
    }

    /// <summary>Sends all that is due now.</summary>
    public async Task SendAsync()
    {
        while (await Portal.Services.GetRequiredService<Delivery>().RoundAsync(default))
            continue;
    }

    /// <summary>An incident that was declared just now, with the event of it.</summary>
    /// <param name="by">An account id.</param>
    public async Task<long> IncidentAsync(int priority, string by)
    {
        await using var connection = await Portal.Database.OpenConnectionAsync();
        var number = await connection.QuerySingleAsync<long>(
            "INSERT INTO incidents (origin, correlation, title, priority, status, opened_at, due_from, updated_at) VALUES ('declared', 'declared', 'Broken', @priority, 'open', @now, @now, @now) RETURNING number",
            new { now = Clock.GetUtcNow(), priority });
        await EventAsync(connection, number, "Opened", by);
        return number;
    }

    /// <summary>Something happened to an incident.</summary>
    public Task EventAsync(NpgsqlConnection connection, long number, string kind, string by) => connection.ExecuteAsync(
        """
        INSERT INTO incident_events (incident_number, at, kind, priority, title, actor_kind, actor_id, actor_name, text)
        VALUES (@number, @now, @kind, 1, 'Broken', 'User', @by, 'Anna', '')
        """, new { number, kind, by, now = Clock.GetUtcNow() });

    /// <summary>Escalates what is due now.</summary>
    public async Task EscalateAsync()
    {
        var escalator = Portal.Services.GetRequiredService<Escalator>();
        while (await escalator.FollowAsync(default))
            continue;
        while (await escalator.StepAsync(default))
            continue;
    }

    public async Task<NotificationRow[]> RowsAsync()
    {
        await using var connection = await Portal.Database.OpenConnectionAsync();
        return [.. await connection.QueryAsync<NotificationRow>("SELECT * FROM notifications ORDER BY id")];
    }

    public async Task<string[]> AttemptsAsync()
    {
        await using var connection = await Portal.Database.OpenConnectionAsync();
        return [.. await connection.QueryAsync<string>("SELECT outcome || ' ' || words FROM notification_attempts ORDER BY id")];
    }

    public async ValueTask DisposeAsync()
    {
        await Portal.DisposeAsync();
        await Web.DisposeAsync();
        await Mail.DisposeAsync();
        await _postgres.DropDatabaseAsync(_database!);
    }
}

/// <summary>One such portal for all tests of a class.</summary>
public sealed class NotificationFixture(PostgresServer postgres) : IAsyncLifetime
{
    internal NotificationPortal Portal { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Portal = await NotificationPortal.StartAsync(postgres);

    public ValueTask DisposeAsync() => Portal.DisposeAsync();
}

/// <summary>Tests that share one such portal, each as if it had just been made.</summary>
public abstract class NotificationTests(NotificationFixture fixture) : IClassFixture<NotificationFixture>, IAsyncLifetime
{
    private protected NotificationPortal Portal { get; } = fixture.Portal;

    public virtual async ValueTask InitializeAsync() => await Portal.ResetAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
