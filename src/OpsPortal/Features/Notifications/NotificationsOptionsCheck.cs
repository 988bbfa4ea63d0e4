using System.Net.Mail;
using Microsoft.Extensions.Options;
using OpsPortal.Features.Notifications.Channels;

namespace OpsPortal.Features.Notifications;

internal sealed class NotificationsOptionsCheck : IValidateOptions<NotificationsOptions>
{
    public ValidateOptionsResult Validate(string? name, NotificationsOptions options)
    {
        var errors = new List<string>();
        Range(options.TimeoutSeconds, 1, 60, "TimeoutSeconds");
        Range(options.MostTries, 1, 100, "MostTries");
        Range(options.LinkHours, 1, 168, "LinkHours");
        Range(options.KeepDays, 1, 3650, "KeepDays");
        if (WebhookUrl.Problem(options.PagerDutyUrl, options.AllowHttp) is { } problem)
            errors.Add("Notifications:PagerDutyUrl: " + problem);
        if (options.Smtp is { Host.Length: > 0 } smtp)
        {
            Range(smtp.Port, 1, 65535, "Smtp:Port");
            if (!MailAddress.TryCreate(smtp.From, out _))
                errors.Add("Notifications:Smtp:From must be an e-mail address, like opsportal@example.org.");
            if (smtp.CaFile.Length > 0 && !File.Exists(smtp.CaFile))
                errors.Add($"Notifications:Smtp:CaFile names \"{smtp.CaFile}\", which is not there; it must hold the authorities' certificates (PEM).");
            if (smtp is { UserName.Length: > 0, Tls: false, Host: not ("localhost" or "127.0.0.1" or "::1") })
                errors.Add("Notifications:Smtp:UserName would be sent with its password in the clear: set Notifications:Smtp:Tls to true, or leave the sign-in out.");
            if (smtp.UserName.Length > 0 && !File.Exists(smtp.PasswordFile))
                errors.Add($"Notifications:Smtp:PasswordFile names \"{smtp.PasswordFile}\", which is not there; it must hold the password of Notifications:Smtp:UserName.");
        }
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void Range(int value, int least, int most, string key)
        {
            if (value < least || value > most)
                errors.Add($"Notifications:{key} must be between {least} and {most}.");
        }
    }
}
