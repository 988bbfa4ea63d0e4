using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Loki;

/// <summary>What one frame of a tail brought.</summary>
/// <param name="Entries">Oldest first.</param>
/// <param name="Dropped">Lines that Loki said it left out because the reader was slow.</param>
public sealed record TailFrame(IReadOnlyList<LogEntry> Entries, int Dropped);

/// <summary>Lines as they come, over Loki's websocket. Masked, as everything that <see cref="LokiClient"/> gives.</summary>
public sealed class LokiTail(LokiLink link, LineMask mask)
{
    private const int FirstSize = 64 * 1024;
    private static readonly TimeSpan Connecting = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Follows a selector with a pipeline until it is cancelled, or until Loki ends it: then the last outcome says why, and none follows.
    /// A frame that can't be read ends it too.
    /// </summary>
    /// <param name="start">From there on, nanoseconds, inclusive: what is there already comes first, at most <paramref name="limit"/> lines.</param>
    /// <param name="raw">Uncovered; only for those who may see that.</param>
    public async IAsyncEnumerable<Outcome<TailFrame>> FollowAsync(
        string logql, long start, int limit, bool raw, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var socket = new ClientWebSocket();
        if (await OpenAsync(socket, logql, start, limit, cancellationToken) is { } refused)
        {
            yield return refused;
            yield break;
        }
        var buffer = new ArrayBufferWriter<byte>(FirstSize);
        while (true)
        {
            var frame = await ReceiveAsync(socket, buffer, cancellationToken);
            if (cancellationToken.IsCancellationRequested)
                yield break;
            yield return raw ? frame : frame.Map(one => one with { Entries = [.. one.Entries.Select(mask.Cover)] });
            if (!frame.IsOk)
                yield break;
        }
    }

    /// <returns>Null when it is open.</returns>
    private async Task<Outcome<TailFrame>?> OpenAsync(ClientWebSocket socket, string logql, long start, int limit, CancellationToken cancellationToken)
    {
        if (!link.IsConfigured)
            return Outcome<TailFrame>.NotConfigured(LokiLink.NotConfigured, link.Time.GetUtcNow());
        KeyValuePair<string, string>[] parameters =
            [new("query", logql), new("limit", limit.ToString(CultureInfo.InvariantCulture)), new("start", start.ToString(CultureInfo.InvariantCulture))];
        using var timeout = new CancellationTokenSource(Connecting, link.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            socket.Options.CollectHttpResponseDetails = true;
            socket.Options.SetRequestHeader("X-Loki-Response-Encoding-Flags", "categorize-labels");
            foreach (var (name, value) in link.Credentials())
                socket.Options.SetRequestHeader(name, value);
            if (TlsFiles.Read(link.Options.CaFile, link.Options.ClientCertificateFile, link.Options.ClientKeyFile) is not null)
                await socket.ConnectAsync(SocketAddress(parameters), new HttpMessageInvoker(LokiLink.Handler(link.Options)), either.Token);
            else
                await socket.ConnectAsync(SocketAddress(parameters), either.Token);
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Outcome<TailFrame>.Unavailable($"Loki did not begin the tail within {Connecting.TotalSeconds:0} s.", link.Time.GetUtcNow());
        }
        catch (WebSocketException) when ((int)socket.HttpStatusCode is >= 400 and < 500)
        {
            return await WhyAsync(parameters, cancellationToken);
        }
        catch (WebSocketException error)
        {
            return Outcome<TailFrame>.Unavailable(
                socket.HttpStatusCode == 0 ? "Loki is not reachable: " + (error.InnerException?.Message ?? error.Message) : $"Loki did not begin the tail: it answered {(int)socket.HttpStatusCode}.",
                link.Time.GetUtcNow());
        }
        catch (Exception error) when (error is UnauthorizedAccessException or FileNotFoundException or DirectoryNotFoundException)
        {
            return Outcome<TailFrame>.Rejected("Loki was not asked: its secret can't be read. " + error.Message, link.Time.GetUtcNow());
        }
    }

    private Uri SocketAddress(KeyValuePair<string, string>[] parameters)
    {
        var address = new UriBuilder(link.Address("tail", parameters));
        address.Scheme = address.Scheme == "https" ? "wss" : "ws";
        return address.Uri;
    }

    // A socket tells the status of a refusal, and not its words; the same question without the upgrade has them.
    private async Task<Outcome<TailFrame>> WhyAsync(KeyValuePair<string, string>[] parameters, CancellationToken cancellationToken)
        => await link.AskAsync(
            () => link.Question("tail", parameters),
            (response, body) => response.StatusCode == HttpStatusCode.BadRequest && Failures.Words(response, body.Span) == "Bad Request"
                ? Outcome<TailFrame>.Rejected("Loki refused the tail.", link.Time.GetUtcNow())
                : Failures.Map<TailFrame>(response, body.Span, link.Time.GetUtcNow()),
            cancellationToken);

    private async Task<Outcome<TailFrame>> ReceiveAsync(ClientWebSocket socket, ArrayBufferWriter<byte> buffer, CancellationToken cancellationToken)
    {
        buffer.ResetWrittenCount();
        try
        {
            while (true)
            {
                var got = await socket.ReceiveAsync(buffer.GetMemory(FirstSize / 4), cancellationToken);
                if (got.MessageType == WebSocketMessageType.Close)
                    return Ended(socket);
                buffer.Advance(got.Count);
                if (buffer.WrittenCount > link.Options.MaxResponseBytes)
                    return Outcome<TailFrame>.Unavailable($"Loki sent more than Loki:MaxResponseBytes ({link.Options.MaxResponseBytes:N0} bytes) at once.", link.Time.GetUtcNow());
                if (got.EndOfMessage)
                    return AnswerReader.Read(buffer.WrittenMemory, Frame, link.Time);
            }
        }
        catch (Exception error) when (error is WebSocketException or IOException or ObjectDisposedException)
        {
            return Outcome<TailFrame>.Unavailable("The connection to Loki broke: " + error.Message, link.Time.GetUtcNow());
        }
        catch (OperationCanceledException)
        {
            return Outcome<TailFrame>.Unavailable("Ended here.", link.Time.GetUtcNow());
        }
    }

    // Loki accepts the socket before it looks whether it may: its refusal is the reason of the close.
    private Outcome<TailFrame> Ended(ClientWebSocket socket)
    {
        var reason = socket.CloseStatusDescription ?? "";
        var at = link.Time.GetUtcNow();
        if (reason.Contains("max concurrent tail requests", StringComparison.Ordinal))
            return Outcome<TailFrame>.Unavailable("Loki has as many tails as it allows: " + reason, at);
        return reason.Contains("only log selector is supported", StringComparison.Ordinal) || reason.Contains("parse error", StringComparison.Ordinal)
            ? Outcome<TailFrame>.Rejected(reason, at)
            : Outcome<TailFrame>.Unavailable("Loki ended the tail." + (reason.Length > 0 ? " It said: " + reason : ""), at);
    }

    private static TailFrame Frame(JsonElement root)
    {
        var entries = new List<LogEntry>();
        if (root.TryGetProperty("streams", out var streams) && streams.ValueKind == JsonValueKind.Array)
        {
            foreach (var stream in streams.EnumerateArray())
            {
                var labels = AnswerReader.Labels(stream.GetProperty("stream"));
                entries.AddRange(stream.GetProperty("values").EnumerateArray().Select(value => AnswerReader.Entry(labels, value)));
            }
        }
        entries.Sort((a, b) => a.Time.CompareTo(b.Time));
        return new TailFrame(entries, root.TryGetProperty("dropped_entries", out var dropped) && dropped.ValueKind == JsonValueKind.Array ? dropped.GetArrayLength() : 0);
    }
}
