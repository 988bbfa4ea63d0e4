using System.Collections.Concurrent;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Notifications;

/// <summary>A mail server on 127.0.0.1 that speaks just enough SMTP, keeps each mail, and refuses or hangs when told to.</summary>
internal sealed class SmtpSink : LoopbackServer
{
    private readonly X509Certificate2? _certificate;
    private readonly (string User, string Password)? _account;

    /// <param name="certificate">It offers STARTTLS and shows this.</param>
    /// <param name="account">It takes mail only after a sign-in with this.</param>
    public SmtpSink(X509Certificate2? certificate = null, (string User, string Password)? account = null)
    {
        (_certificate, _account) = (certificate, account);
        Listen();
    }

    /// <summary>Each line that a client said, after <c>plain</c> or <c>tls</c>; mails are not among them, nor passwords.</summary>
    public ConcurrentQueue<string> Heard { get; } = new();

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
        await using var plain = new SmtpConversation(stream, isCovered: false);
        await plain.SayAsync("220 sink");
        if (!await ServeAsync(plain))
            return;
        await using var tls = new SslStream(stream);
        await tls.AuthenticateAsServerAsync(_certificate!);
        await using var covered = new SmtpConversation(tls, isCovered: true);
        await ServeAsync(covered);
    }

    /// <returns>True when the client wants to go on over TLS.</returns>
    private async Task<bool> ServeAsync(SmtpConversation client)
    {
        var isSignedIn = _account is null;
        while (await client.HearAsync(Stop) is { } line)
        {
            Heard.Enqueue((client.IsCovered ? "tls " : "plain ") + line);
            switch (line.Split(' ')[0].ToUpperInvariant())
            {
                case "EHLO":
                    await client.SayAsync(["250-sink", .. _certificate is not null && !client.IsCovered ? ["250-STARTTLS"] : Array.Empty<string>(), .. _account is null ? Array.Empty<string>() : ["250-AUTH LOGIN"], "250 8BITMIME"]);
                    break;
                case "STARTTLS" when _certificate is not null && !client.IsCovered:
                    await client.SayAsync("220 go on");
                    return true;
                case "AUTH":
                    isSignedIn = await SignInAsync(client, line);
                    await client.SayAsync(isSignedIn ? "235 welcome" : "535 5.7.8 no such account");
                    break;
                case "MAIL" when !isSignedIn:
                    await client.SayAsync("530 5.7.0 Authentication required");
                    break;
                case "DATA":
                    await client.SayAsync("354 go on");
                    Mails.Enqueue(await client.MailAsync(Stop));
                    if (ToData is null)
                        await Task.Delay(Timeout.Infinite, Stop);
                    await client.SayAsync(ToData!);
                    break;
                default:
                    await client.SayAsync(line.StartsWith("QUIT", StringComparison.OrdinalIgnoreCase) ? "221 bye" : "250 ok");
                    break;
            }
        }
        return false;
    }

    // AUTH LOGIN with the name in the same line, as the framework's client does it.
    private async Task<bool> SignInAsync(SmtpConversation client, string line)
    {
        await client.SayAsync("334 UGFzc3dvcmQ6");
        var password = await client.HearAsync(Stop) ?? "";
        return _account == (Text(line.Split(' ')[^1]), Text(password));
    }

    private static string Text(string base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64));
}

/// <summary>One side of a conversation by lines.</summary>
internal sealed class SmtpConversation(Stream stream, bool isCovered) : IAsyncDisposable
{
    private readonly StreamReader _reader = new(stream, Encoding.ASCII, leaveOpen: true);
    private readonly StreamWriter _writer = new(stream, Encoding.ASCII, leaveOpen: true) { NewLine = "\r\n" };

    /// <summary>Over TLS.</summary>
    public bool IsCovered => isCovered;

    public async Task SayAsync(params string[] lines)
    {
        foreach (var line in lines)
            await _writer.WriteLineAsync(line);
        await _writer.FlushAsync();
    }

    public async Task<string?> HearAsync(CancellationToken stop) => await _reader.ReadLineAsync(stop);

    /// <summary>Lines up to the lonely dot.</summary>
    public async Task<string> MailAsync(CancellationToken stop)
    {
        var mail = new StringBuilder();
        while (await HearAsync(stop) is { } text && text != ".")
            mail.Append(text.StartsWith('.') ? text[1..] : text).Append("\r\n");
        return mail.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        _reader.Dispose();
        await _writer.DisposeAsync();
    }
}
