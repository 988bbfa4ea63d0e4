using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OpsPortal.Clients;
using OpsPortal.Domain;
using OpsPortal.Features.Gpus.Live;
using OpsPortal.Gpu;

namespace OpsPortal.Features.Gpus;

/// <summary><c>POST /api/v1/gpu/frames</c>: one frame or an array of frames from agents.</summary>
internal sealed partial class GpuIntake(GpuHosts hosts, GpuViewers viewers, TimeProvider time, ILogger<GpuIntake> logger)
{
    /// <summary>Largest body, bytes: some hundred frames of 8 GPUs, or a few of the largest.</summary>
    public const int MaxBody = 1024 * 1024;

    /// <summary>Frames in one body, at most.</summary>
    public const int MaxFrames = 256;

    private static readonly TimeSpan LogInterval = TimeSpan.FromMinutes(1);
    private readonly Counter<long> _received = PortalMetrics.Meter.CreateCounter<long>(
        "opsportal_gpu_frames_total", description: "GPU frames by what became of them: accepted, duplicate, refused, or foreign (refused too: of a host that the token does not speak for).");

    private long _loggedAt;

    public async Task<Results<JsonHttpResult<GpuIntakeAnswer>, ProblemHttpResult>> PostAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
            return Refuse("The body must be application/json: one frame or an array of frames.", status: StatusCodes.Status415UnsupportedMediaType);

        GpuFrame?[] frames;
        try
        {
            // The server enforces the limit of the endpoint's metadata while reading; hosts without that feature are covered here.
            frames = await BoundedBody.ReadAsync(context.Request.Body, MaxBody, Parse, context.RequestAborted)
                ?? throw new BadHttpRequestException("too large", StatusCodes.Status413PayloadTooLarge);
        }
        catch (JsonException e)
        {
            return Refuse($"This is not a frame: {e.Message}");
        }
        catch (BadHttpRequestException e)
        {
            return Refuse(
                e.StatusCode == StatusCodes.Status413PayloadTooLarge ? $"The body is larger than {MaxBody} bytes. Send fewer frames at once." : "The body could not be read.",
                status: e.StatusCode);
        }

        if (frames.Length > MaxFrames)
            return Refuse($"{frames.Length} frames at once; at most {MaxFrames} are taken.");

        var foreign = 0;
        var scopes = context.User.FindAll(Scopes.Claim).Select(claim => claim.Value).ToList();
        var answer = Take(frames, host =>
        {
            if (Scopes.SpeaksFor(scopes, host))
                return true;
            foreign++;
            return false;
        });
        if (foreign > 0)
            _received.Add(foreign, new KeyValuePair<string, object?>("result", "foreign"));
        if (foreign == frames.Length && foreign > 0)
            return Problem(StatusCodes.Status403Forbidden, answer.Rejected![0].Reason);
        return answer.Accepted + answer.Duplicates == 0 && answer.Rejected is { } rejected
            ? Refuse(rejected[0].Reason + (rejected.Length > 1 ? $" (and {rejected.Length - 1} more frames)" : ""), count: false)
            : TypedResults.Json(answer, GpuFrameJson.Default.GpuIntakeAnswer);
    }

    /// <summary>Takes frames by the rules.</summary>
    /// <param name="maySpeak">Whether the sender may speak for a host; <c>null</c> for this machine's own frames.</param>
    public GpuIntakeAnswer Take(ReadOnlySpan<GpuFrame?> frames, Func<string, bool>? maySpeak = null)
    {
        var (accepted, duplicates) = (0, 0);
        var rejected = new List<GpuFrameRefusal>();
        var watched = false;
        var wanted = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < frames.Length; i++)
        {
            if (frames[i] is not { } frame)
            {
                rejected.Add(new GpuFrameRefusal(i, "the frame is null"));
                continue;
            }

            if (frame.Validate(time.GetUtcNow()) is { Count: > 0 } findings)
            {
                rejected.Add(new GpuFrameRefusal(i, string.Join("; ", findings)));
                continue;
            }

            if (maySpeak?.Invoke(frame.Host) == false)
            {
                rejected.Add(new GpuFrameRefusal(i, $"this token does not speak for the host {frame.Host}: a token needs the scope {Scopes.GpuHost}{frame.Host}"));
                continue;
            }

            var receipt = hosts.Receive(frame);
            if (receipt.Kind == GpuReceiptKind.Refused)
                rejected.Add(new GpuFrameRefusal(i, receipt.Reason!));
            else if (receipt.Kind == GpuReceiptKind.Duplicate)
                duplicates++;
            else
                accepted++;
            if (receipt.InfoWanted)
                _ = wanted.Add(frame.Host);
            watched |= hosts.Find(frame.Host) is { } host && viewers.Watches(host);
        }

        Count(accepted, duplicates, rejected.Count);
        if (rejected.Count > 0)
            Complain(rejected[0].Reason);
        return new GpuIntakeAnswer
        {
            Accepted = accepted,
            Duplicates = duplicates,
            Rejected = rejected.Count == 0 ? null : [.. rejected],
            InfoWanted = wanted.Count == 0 ? null : [.. wanted],
            Watched = watched,
        };
    }

    private static GpuFrame?[] Parse(ReadOnlySpan<byte> body)
    {
        var start = body.IndexOfAnyExcept(" \t\r\n"u8);
        if (start >= 0 && body[start] == (byte)'[')
            return JsonSerializer.Deserialize(body, GpuFrameJson.Default.GpuFrameArray) ?? [];
        return [JsonSerializer.Deserialize(body, GpuFrameJson.Default.GpuFrame)];
    }

    private ProblemHttpResult Refuse(string words, bool count = true, int status = StatusCodes.Status400BadRequest)
    {
        if (count)
        {
            Count(0, 0, 1);
            Complain(words);
        }

        return Problem(status, words);
    }

    private static ProblemHttpResult Problem(int status, string words) =>
        TypedResults.Problem(new ProblemDetails { Status = status, Title = "The GPU frames were not taken", Detail = words });

    private void Count(int accepted, int duplicates, int refused)
    {
        _received.Add(accepted, new KeyValuePair<string, object?>("result", "accepted"));
        _received.Add(duplicates, new KeyValuePair<string, object?>("result", "duplicate"));
        _received.Add(refused, new KeyValuePair<string, object?>("result", "refused"));
    }

    /// <summary>One line a minute: a broken agent sends once a second.</summary>
    private void Complain(string reason)
    {
        var now = time.GetTimestamp();
        var before = Interlocked.Read(ref _loggedAt);
        if ((before == 0 || time.GetElapsedTime(before, now) >= LogInterval) && Interlocked.CompareExchange(ref _loggedAt, now, before) == before)
            LogRefused(reason.ReplaceLineEndings(" "));
    }

    [LoggerMessage(4001, LogLevel.Warning, "GPU frames refused: {Reason}")]
    private partial void LogRefused(string reason);
}
