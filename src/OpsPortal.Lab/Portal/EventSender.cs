using System.Text.Json;
using System.Text.Json.Serialization;
using OpsPortal.Lab.Control;
using OpsPortal.Lab.Events;
using OpsPortal.Lab.Hosting;
using OpsPortal.Lab.Scenarios;
using OpsPortal.Lab.Simulation;
using OpsPortal.Lab.State;

namespace OpsPortal.Lab.Portal;

/// <summary>
/// Sends events to the portal as they happen; on the first start those of the last 30 days before. How far it got is kept
/// on disk. What could not be sent is made again later, so nothing piles up in memory however long the portal is away.
/// </summary>
internal sealed partial class EventSender : BackgroundService, IStatusPart
{
    private const string Path = "/api/v1/events";
    private const int PastDays = 30;
    private const int MaxBatch = 1000;
    private const int ChunkSeconds = 24 * 3600;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly PortalLink _link;
    private readonly CursorFile _cursor;
    private readonly EventSource _events;
    private readonly TimeProvider _time;
    private readonly ILogger<EventSender> _log;
    private readonly LinkState _state;
    private double _sentUntil;
    private long _accepted;
    private long _duplicates;
    private long _rejected;

    public EventSender(PortalLink link, LabOptions options, World world, ScenarioBoard board, TimeProvider time, ILogger<EventSender> log)
    {
        (_link, _time, _log) = (link, time, log);
        _cursor = new CursorFile(System.IO.Path.Combine(options.DataPath, "events.json"));
        _state = new LinkState("events", log);
        var (services, quietFrom) = world.Read(f => (f.Services, f.QuietFrom));
        _events = new EventSource(options.Seed, services, new EffectSources(new PastIncidents(options.Seed, quietFrom), board));
        _sentUntil = _cursor.Read() ?? Now - (PastDays * UtcHours.DaySeconds);
    }

    public string Name => "events";

    public object Report() => new
    {
        configured = _link.IsConfigured,
        sentUntil = DateTimeOffset.FromUnixTimeSeconds((long)_sentUntil),
        accepted = _accepted,
        duplicates = _duplicates,
        rejected = _rejected,
        trouble = _state.Trouble,
    };

    private double Now => _time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!_link.IsConfigured)
            return;
        await Task.Yield();
        var pause = 1;
        try
        {
            while (true)
            {
                var until = Math.Min(Now, _sentUntil + ChunkSeconds);
                var well = await SendAsync(_sentUntil, until, stoppingToken);
                pause = well ? 2 : Math.Min(30, pause * 2);
                if (!well || Now - _sentUntil < ChunkSeconds)
                    await Task.Delay(TimeSpan.FromSeconds(pause), _time, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task<bool> SendAsync(double after, double until, CancellationToken cancellation)
    {
        foreach (var batch in _events.Between(after, until).Chunk(MaxBatch))
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(new { events = batch }, Json);
            var answer = await _link.PostAsync(Path, body, cancellation);
            if (answer.Kind == PortalAnswerKind.Later)
            {
                _state.Failed(answer.Reason);
                return false;
            }

            if (answer.Kind == PortalAnswerKind.Refused)
                LogRefused(batch.Length, answer.Reason);
            else
                ReadAnswer(answer.Body);
            // A millisecond less: two events of one instant may lie in two batches.
            MoveTo(batch[^1].Instant - 0.001);
        }

        MoveTo(until);
        return true;
    }

    private void MoveTo(double until)
    {
        _sentUntil = until;
        try
        {
            _cursor.Write(until);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotKept(e.Message);
        }
    }

    private void ReadAnswer(byte[] body)
    {
        try
        {
            var answer = JsonSerializer.Deserialize<EventsAnswer>(body, Json)!;
            _accepted += answer.Accepted;
            _duplicates += answer.Duplicates;
            _rejected += answer.Rejected?.Length ?? 0;
            _state.Well();
            if (answer.Rejected is { Length: > 0 } rejected)
                LogRefused(rejected.Length, rejected[0].Reason);
        }
        catch (JsonException e)
        {
            _state.Failed($"the answer is not understood: {e.Message}");
        }
    }

    [LoggerMessage(9020, LogLevel.Warning, "The portal refused {Count} events for good: {Reason}")]
    private partial void LogRefused(int count, string reason);

    [LoggerMessage(9021, LogLevel.Warning, "How far events were sent could not be kept, a restart sends some again: {Reason}")]
    private partial void LogNotKept(string reason);

    private sealed record EventsAnswer(long Accepted, long Duplicates, Rejection[]? Rejected);

    private sealed record Rejection(int Index, string Reason);
}
