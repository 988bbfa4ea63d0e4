using System.Net.WebSockets;
using System.Threading.Channels;
using OpsPortal.Lab.Loki.Http;
using OpsPortal.Lab.Loki.Syntax;
using OpsPortal.Lab.Logs;

namespace OpsPortal.Lab.Loki.Tailing;

/// <summary>
/// <c>tail</c>: what is there already first, then lines as they come, over a websocket. A reader who is too slow loses lines, and hears which.
/// Pings come each second; a query for numbers is accepted and then closed with a reason, as Loki does.
/// </summary>
internal sealed class TailEndpoint(LogStore store, StreamIndex streams, TimeProvider time)
{
    private const int MostWaiting = 10_000;
    private const int MostInFrame = 500;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    public async Task TailAsync(HttpContext http)
    {
        var parameters = await QueryParameters.ReadAsync(http, time);
        var (start, end) = parameters.Range();
        var (limit, query) = (parameters.Limit, QueryParser.Parse(parameters.Query));
        if (parameters.Has("delay_for") && (!int.TryParse(parameters.All("delay_for").ToString(), out var delay) || delay is < 0 or > 5))
            throw new RequestException(StatusCodes.Status400BadRequest, "delay_for can't be greater than 5");
        if (!http.WebSockets.IsWebSocketRequest)
            throw new RequestException(StatusCodes.Status400BadRequest, "Bad Request\n");
        using var socket = await http.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { KeepAliveInterval = TimeSpan.FromSeconds(1) });
        if (query is not LogExpression lines)
        {
            await socket.CloseAsync(WebSocketCloseStatus.InternalServerError, "only log selector is supported", http.RequestAborted);
            return;
        }
        var categorize = http.Request.Headers["X-Loki-Response-Encoding-Flags"].ToString().Contains("categorize-labels", StringComparison.Ordinal);
        var frames = new TailFrames(lines, categorize);
        var dropped = new DroppedLines();
        var waiting = Channel.CreateBounded<LogLine>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }, dropped.Add);
        void Take(LogLine line)
        {
            if (lines.Selector.Matches(streams.Complete(line.Labels)))
                waiting.Writer.TryWrite(line);
        }
        // Before the history is read, so that nothing falls between; a line of both is sent twice by Loki, too.
        store.Arrived += Take;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        try
        {
            var left = ListenAsync(socket, stop);
            var history = streams.Query(lines.Selector, start, Math.Max(end, start) + 1).SelectMany(slice => slice.Lines.Select(line => (slice.Labels, Line: line)))
                .OrderByDescending(one => one.Line.Time).Where(one => frames.Passes(one.Labels, one.Line)).Take(limit).Reverse().ToArray();
            foreach (var part in history.Chunk(MostInFrame))
                await socket.SendAsync(frames.Write(part, []), WebSocketMessageType.Text, true, stop.Token);
            while (socket.State == WebSocketState.Open)
            {
                var part = new List<(LogLabels, LogLine)>();
                while (part.Count < MostInFrame && waiting.Reader.TryRead(out var line))
                {
                    var labels = streams.Complete(line.Labels);
                    if (frames.Passes(labels, line))
                        part.Add((labels, line));
                }
                var lost = dropped.Take();
                if (part.Count > 0 || lost.Count > 0)
                    await socket.SendAsync(frames.Write(part, lost), WebSocketMessageType.Text, true, stop.Token);
                if (part.Count < MostInFrame)
                    await Task.Delay(Pace, time, stop.Token);
            }
            await left;
        }
        catch (Exception error) when (error is OperationCanceledException or WebSocketException or IOException)
        {
            // Who followed has left.
        }
        finally
        {
            store.Arrived -= Take;
        }
    }

    private static async Task ListenAsync(WebSocket socket, CancellationTokenSource stop)
    {
        var buffer = new byte[1024];
        try
        {
            while ((await socket.ReceiveAsync(buffer.AsMemory(), stop.Token)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (Exception error) when (error is OperationCanceledException or WebSocketException or IOException)
        {
            // As good as a close.
        }
        await stop.CancelAsync();
    }
}
