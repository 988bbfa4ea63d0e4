using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Notifications;

/// <summary>A mail server on 127.0.0.1 that speaks just enough SMTP, keeps each mail, and refuses or hangs when told to.</summary>
internal sealed class SmtpSink : LoopbackServer
{
    public SmtpSink() => Listen();

    public ConcurrentQueue<string> Mails { get; } = new();

    /// <summary>What is said to the whole mail: "250 ok", "451 later", "554 never"; null: nothing.</summary>
    public string? ToData { get; set; } = "250 ok";

    /// <summary>The body as text, and the headers before it.</summary>
    public static (string Headers, string Body) Read(string mail)
    {
        var parts = mail.Split("\r\n\r\n", 2);
        var body = parts[0].Contains("base64", StringComparison.OrdinalIgnoreCase) ? Encoding.UTF8.GetString(Convert.FromBase64String(parts[1].Replace("\r\n", "")))
            : parts[0].Contains("quoted-printable", StringComparison.OrdinalIgnoreCase) ? Unquote(parts[1]) : parts[1];
        return (parts[0].Replace("\r\n ", " "), body);
    }

    private static string Unquote(string text)
    {
        var bytes = new List<byte>();
        text = text.Replace("=\r\n", "");
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '=' && i + 2 < text.Length)
            {
                bytes.Add(Convert.ToByte(text.Substring(i + 1, 2), 16));
                i += 2;
            }
            else
                bytes.Add((byte)text[i]);
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }

    protected override async Task TalkAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII);
        await using var writer = new StreamWriter(stream, Encoding.ASCII) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync("220 sink");
        while (await reader.ReadLineAsync(Stop) is { } line)
        {
            if (line.StartsWith("DATA", StringComparison.OrdinalIgnoreCase))
            {
                await writer.WriteLineAsync("354 go on");
                var mail = new StringBuilder();
                while (await reader.ReadLineAsync(Stop) is { } text && text != ".")
                    mail.Append(text.StartsWith('.') ? text[1..] : text).Append("\r\n");
                Mails.Enqueue(mail.ToString());
                if (ToData is null)
                    await Task.Delay(Timeout.Infinite, Stop);
                await writer.WriteLineAsync(ToData);
            }
            else
                await writer.WriteLineAsync(line.StartsWith("QUIT", StringComparison.OrdinalIgnoreCase) ? "221 bye" : "250 ok");
        }
    }
}
