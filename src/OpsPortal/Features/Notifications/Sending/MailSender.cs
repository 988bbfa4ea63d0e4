using System.Net;
using System.Net.Mail;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using OpsPortal.Domain;
using OpsPortal.Features.Notifications.Channels;

namespace OpsPortal.Features.Notifications.Sending;

/// <summary>Plain text mail, with files where the message has any, by the framework's own SMTP client.</summary>
internal sealed class MailSender(IOptions<NotificationsOptions> options, IPortalAddress address) : IChannelSender
{
    public ChannelKind Kind => ChannelKind.Email;

    public async Task<SendResult> SendAsync(Channel channel, ChannelSecret secret, OutgoingMessage message, CancellationToken cancellationToken)
    {
        var smtp = options.Value.Smtp;
        if (smtp.Host.Length == 0)
            return new SendResult(SendOutcome.Failed, "The portal has no mail server: Notifications:Smtp:Host is not set.");
        using var mail = Mail(message, smtp.From, channel.Address);
        using var client = new SmtpClient(smtp.Host, smtp.Port) { EnableSsl = smtp.Tls };
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(TimeSpan.FromSeconds(options.Value.TimeoutSeconds));
        try
        {
            MailTrust.Use(smtp.CaFile);
            if (smtp.UserName.Length > 0)
                client.Credentials = new NetworkCredential(smtp.UserName, (await File.ReadAllTextAsync(smtp.PasswordFile, timeout.Token)).Trim());
            // The client ends by itself only when it is told to; a server that takes the connection and says nothing would hold it for ever.
            await client.SendMailAsync(mail, timeout.Token).WaitAsync(timeout.Token);
            return new SendResult(SendOutcome.Sent, "The mail server took it.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new SendResult(SendOutcome.Again, $"The mail server did not take it within {options.Value.TimeoutSeconds} s; it may have arrived.");
        }
        catch (SmtpException error)
        {
            return ResultOf(error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return new SendResult(SendOutcome.Again, "The mail was not sent: " + error.Message);
        }
    }

    private MailMessage Mail(OutgoingMessage message, string from, string to)
    {
        var mail = new MailMessage
        {
            From = new MailAddress(from, "OpsPortal"), Subject = new string([.. message.Title.Where(letter => !char.IsControl(letter))]), SubjectEncoding = Encoding.UTF8,
            Body = Text(message), BodyEncoding = Encoding.UTF8, IsBodyHtml = false,
        };
        foreach (var one in ChannelCheck.Addresses(to))
            mail.To.Add(one);
        foreach (var file in message.Files)
            mail.Attachments.Add(new Attachment(new MemoryStream(file.Content), file.Name, file.ContentType));
        // The same for each try: a mail program that has it already shows it once.
        mail.Headers.Add("Message-ID", $"<{Convert.ToHexStringLower(Encoding.UTF8.GetBytes(message.Key))}@{new Uri(address.BaseUrl).Host}>");
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        if (message is { Important: true, Kind: AnnouncementKind.Call or AnnouncementKind.Reminder })
            mail.Priority = MailPriority.High;
        return mail;
    }

    private static string Text(OutgoingMessage message)
    {
        var text = new StringBuilder(message.Title).AppendLine().AppendLine();
        if (message.AcknowledgeLink is { } link)
            text.AppendLine("Acknowledge:").AppendLine(link).AppendLine();
        if (message.Parts.Count == 0 && message.Text.Length > 0)
            text.AppendLine(message.Text).AppendLine();
        foreach (var part in message.Parts)
            text.Append(part.MadeAt.UtcDateTime.ToString("HH:mm:ss'Z '")).AppendLine(part.Title).Append("  ").AppendLine(part.Link);
        return text.AppendLine().AppendLine(message.Link).ToString();
    }

    private static SendResult ResultOf(SmtpException error)
    {
        var code = (int)error.StatusCode;
        // The portal isn't signed in: that is about its settings, not about this mail, and somebody may put them right.
        if (code is 530 or 534 or 535)
            return new SendResult(SendOutcome.Again, $"The mail server did not take the portal's sign-in ({code}): {error.Message}");
        // 5xx is for ever, except that the client names a missing STARTTLS or a closed connection so too.
        var forEver = code is >= 500 and < 600 && error is not SmtpFailedRecipientsException;
        return code < 0 || !forEver
            ? new SendResult(SendOutcome.Again, "The mail was not sent: " + (error.InnerException?.Message ?? error.Message))
            : new SendResult(SendOutcome.Failed, $"The mail server refused it ({code}): {error.Message}");
    }
}
