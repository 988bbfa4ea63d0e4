using System.Buffers;
using System.Net.WebSockets;
using System.Security.Claims;
using OpsPortal.Domain;
using OpsPortal.Features.Logs.Access;
using OpsPortal.Features.Logs.Api;

namespace OpsPortal.Features.Logs.Tailing;

/// <summary>
/// <c>/api/v1/logs/tail?query=…</c>, a websocket: frames of at most some thousand lines, at most five a second, each
/// <c>{"streams":{"0":{…}},"lines":[…],"dropped":0,"lokiDropped":0,"trouble":"","over":false,"viewers":1}</c>. A frame a second comes even when there is nothing.
/// </summary>
internal static class TailEndpoint
{
    private const int MostInFrame = 2000;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    public static async Task TailAsync(HttpContext http, TailHub hub, LogAccess access, LineMask mask, IHostApplicationLifetime lifetime, TimeProvider time)
    {
        if (!http.WebSockets.IsWebSocketRequest)
        {
            await LogsApi.Failed(OutcomeKind.Rejected, "A tail is a websocket.", 400).ExecuteAsync(http);
            return;
        }
        var query = http.Request.Query["query"].ToString().Trim();
        var raw = http.Request.Query["raw"] == "1";
        var problem = query.Length == 0 || !LogQl.GivesLines(query) ? "A tail follows lines: the query must begin with a stream selector."
            : raw && !access.MayReadRaw(http.User) ? "Raw lines are for other roles than yours (Logs:RawRoles)."
            : raw ? null : CoveredQuery.Problem(query, mask);
        if (problem is null && raw && !await access.WriteAsync(http.User, "logs.tail-raw", query, http.RequestAborted))
            problem = "Raw lines are given only when that can be written into the audit log, which fails now.";
        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        var (seat, full) = problem is null ? hub.Join(http.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? "", query, raw) : (null, problem);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            if (seat is null)
            {
                // A browser hears nothing of a refused upgrade but that it failed; a frame can say why.
                await socket.SendAsync(TailFrames.Refusal(full), WebSocketMessageType.Text, true, stop.Token);
                await socket.CloseOutputAsync(WebSocketCloseStatus.PolicyViolation, null, stop.Token);
                return;
            }
            if (!raw)
                access.Note(http.User, "logs.tail", query);
            var left = ListenAsync(socket, stop);
            await SendAsync(socket, seat, time, stop.Token);
            await left;
        }
        catch (Exception error) when (error is OperationCanceledException or WebSocketException or IOException)
        {
            // The viewer left, or the portal stops.
        }
        finally
        {
            seat?.Dispose();
        }
    }

    private static async Task SendAsync(WebSocket socket, TailSeat seat, TimeProvider time, CancellationToken cancellationToken)
    {
        var told = new HashSet<int>();
        var (lastFrame, lastTrouble) = (long.MinValue, "");
        var lines = new List<TailLine>(MostInFrame);
        while (socket.State == WebSocketState.Open)
        {
            lines.Clear();
            while (lines.Count < MostInFrame && seat.Viewer.Lines.TryRead(out var line))
                lines.Add(line);
            var isOver = seat.Feed.IsOver;
            if (lines.Count > 0 || lastFrame == long.MinValue || seat.Feed.Trouble != lastTrouble || time.GetElapsedTime(lastFrame) >= Beat)
            {
                (lastFrame, lastTrouble) = (time.GetTimestamp(), seat.Feed.Trouble);
                await socket.SendAsync(TailFrames.Write(seat, lines, told), WebSocketMessageType.Text, true, cancellationToken);
                if (isOver)
                {
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
                    return;
                }
            }
            // More than fits a frame goes on at once.
            if (lines.Count < MostInFrame)
                await Task.Delay(Pace, time, cancellationToken);
        }
    }

    // A browser says nothing but that it goes.
    private static async Task ListenAsync(WebSocket socket, CancellationTokenSource stop)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(1024);
        try
        {
            while ((await socket.ReceiveAsync(buffer.AsMemory(), stop.Token)).MessageType != WebSocketMessageType.Close)
            {
            }
            await stop.CancelAsync();
        }
        catch (Exception error) when (error is OperationCanceledException or WebSocketException or IOException)
        {
            await stop.CancelAsync();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
