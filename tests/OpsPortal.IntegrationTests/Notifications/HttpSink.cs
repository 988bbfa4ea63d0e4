using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Notifications;

/// <summary>What came to an <see cref="HttpSink"/>.</summary>
internal sealed record Posted(string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);
}

/// <summary>A web server on 127.0.0.1 that keeps what is posted to it and answers as it is told, in raw bytes.</summary>
internal sealed class HttpSink : LoopbackServer
{
    public HttpSink() => Listen();

    public string Url => $"http://127.0.0.1:{Port}";

    public ConcurrentQueue<Posted> Posts { get; } = new();

    /// <summary>What it answers; null: nothing, and the connection stays open.</summary>
    public Func<Posted, string?> Answer { get; set; } = _ => Status("200 OK");

    public static string Status(string status, string headers = "", string body = "ok") => $"HTTP/1.1 {status}\r\n{headers}Content-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}";

    protected override async Task TalkAsync(NetworkStream stream)
    {
        var posted = await ReadAsync(stream);
        Posts.Enqueue(posted);
        if (Answer(posted) is { } answer)
            await stream.WriteAsync(Encoding.UTF8.GetBytes(answer), Stop);
        else
            await Task.Delay(Timeout.Infinite, Stop);
    }

    private async Task<Posted> ReadAsync(NetworkStream stream)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (head.Count < 4 || !head.TakeLast(4).SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            if (await stream.ReadAsync(one, Stop) == 0)
                throw new IOException("no head");
            head.Add(one[0]);
        }
        var lines = Encoding.ASCII.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1).Select(line => line.Split(':', 2)).ToDictionary(pair => pair[0], pair => pair[1].Trim(), StringComparer.OrdinalIgnoreCase);
        var body = new byte[int.Parse(headers["Content-Length"])];
        await stream.ReadExactlyAsync(body, Stop);
        return new Posted(lines[0].Split(' ')[1], headers, body);
    }
}
