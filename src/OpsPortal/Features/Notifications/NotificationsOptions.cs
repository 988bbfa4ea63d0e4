namespace OpsPortal.Features.Notifications;

/// <summary>Section <c>Notifications</c>.</summary>
public sealed class NotificationsOptions
{
    /// <summary>The mail server; without a host no mail is sent.</summary>
    public SmtpOptions Smtp { get; set; } = new();

    /// <summary>Webhooks may have http addresses of other machines too. The default is no: https, or http to this machine.</summary>
    public bool AllowHttp { get; set; }

    /// <summary>Seconds until a server that does not answer is given up for this time. The default is 10.</summary>
    public int TimeoutSeconds { get; set; } = 10;

    /// <summary>How often a message is tried before it is dead. The default is 10: with the pauses between them about 40 minutes.</summary>
    public int MostTries { get; set; } = 10;

    /// <summary>Hours that the link in a message acknowledges. The default is 24.</summary>
    public int LinkHours { get; set; } = 24;

    /// <summary>Days that messages are kept in the log. The default is 90.</summary>
    public int KeepDays { get; set; } = 90;

    /// <summary>Where PagerDuty takes events (Events API v2).</summary>
    public string PagerDutyUrl { get; set; } = "https://events.pagerduty.com/v2/enqueue";

    /// <summary>Whether this process sends; the default is yes. Another one on the same database can.</summary>
    public bool Send { get; set; } = true;
}

/// <summary>Section <c>Notifications:Smtp</c>.</summary>
public sealed class SmtpOptions
{
    public string Host { get; set; } = "";

    /// <summary>The default is 587.</summary>
    public int Port { get; set; } = 587;

    /// <summary>STARTTLS is demanded. The default is yes.</summary>
    public bool Tls { get; set; } = true;

    /// <summary>PEM file of the authorities that the server's certificate is checked against, in place of the system's; or empty.</summary>
    public string CaFile { get; set; } = "";

    /// <summary>The sender's address.</summary>
    public string From { get; set; } = "";

    /// <summary>Empty: no sign-in. The framework's client signs in by AUTH LOGIN, NTLM or Negotiate; it knows no AUTH PLAIN.</summary>
    public string UserName { get; set; } = "";

    /// <summary>The file that holds the password.</summary>
    public string PasswordFile { get; set; } = "";
}
