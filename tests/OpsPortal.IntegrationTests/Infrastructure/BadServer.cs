using System.Net.Sockets;
using System.Text;

namespace OpsPortal.IntegrationTests.Infrastructure;

/// <summary>How a server misbehaves.</summary>
public enum Misbehaviour
{
    /// <summary>Takes the question and says nothing.</summary>
    Silent,

    /// <summary>500 with a page in HTML.</summary>
    Error500,

    /// <summary>200, said to be JSON, and is not.</summary>
    Garbage,

    /// <summary>Half of an answer, then the connection ends.</summary>
    CutOff,

    /// <summary>An answer that never ends, a byte at a time.</summary>
    Dripping,

    /// <summary>An answer that never ends, as fast as it is taken.</summary>
    Endless,
}

/// <summary>Answers every connection badly, and counts them.</summary>
internal sealed class BadServer : LoopbackServer
{
    private const string Half = """{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"a":"b"},"values":[[1,"1"],""";
    private readonly Misbehaviour _how;
    private int _open;
    private int _most;
    private int _asked;

    public BadServer(Misbehaviour how)
    {
        _how = how;
        Listen();
    }

    public string Url => $"http://127.0.0.1:{Port}";

    /// <summary>Most connections that were open at once.</summary>
    public int MostConnections => _most;

    public int OpenConnections => _open;

    /// <summary>Questions that came.</summary>
    public int Asked => _asked;

    protected override async Task TalkAsync(NetworkStream stream)
    {
        var open = Interlocked.Increment(ref _open);
        int most;
        while (open > (most = Volatile.Read(ref _most)) && Interlocked.CompareExchange(ref _most, open, most) != most)
            continue;
        try
        {
            var buffer = new byte[65536];
            while (await stream.ReadAsync(buffer, Stop) > 0)
            {
                Interlocked.Increment(ref _asked);
                if (!await AnswerAsync(stream))
                    return;
            }
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    /// <returns>Whether the connection stays open.</returns>
    private async Task<bool> AnswerAsync(NetworkStream stream)
    {
        switch (_how)
        {
            case Misbehaviour.Silent:
                return true;
            case Misbehaviour.Error500:
                await SendAsync(stream, "500 Internal Server Error", "text/html", "<html>boom</html>");
                return true;
            case Misbehaviour.Garbage:
                await SendAsync(stream, "200 OK", "application/json", "}{\u0000 not json at all");
                return true;
            case Misbehaviour.CutOff:
                await SendAsync(stream, "200 OK", "application/json", Half, length: 1_000_000);
                return false;
            default:
                await SendAsync(stream, "200 OK", "application/json", Half, length: long.MaxValue);
                var more = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("[1,\"1\"],", _how == Misbehaviour.Endless ? 8000 : 1)));
                while (true)
                {
                    await stream.WriteAsync(more, Stop);
                    if (_how == Misbehaviour.Dripping)
                        await Task.Delay(50, Stop);
                }
        }
    }

    private async Task SendAsync(NetworkStream stream, string status, string type, string body, long? length = null)
        => await stream.WriteAsync(Encoding.UTF8.GetBytes(
            $"HTTP/1.1 {status}\r\nContent-Type: {type}\r\n{(length == long.MaxValue ? "Connection: close" : $"Content-Length: {length ?? Encoding.UTF8.GetByteCount(body)}")}\r\n\r\n{body}"), Stop);
}
