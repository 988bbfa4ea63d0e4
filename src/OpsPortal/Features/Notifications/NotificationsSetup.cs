using Microsoft.Extensions.Options;
using OpsPortal.Domain;
using OpsPortal.Features.Notifications.Callbacks;
using OpsPortal.Features.Notifications.Channels;
using OpsPortal.Features.Notifications.Links;
using OpsPortal.Features.Notifications.Outbox;
using OpsPortal.Features.Notifications.Pages;
using OpsPortal.Features.Notifications.Sending;

namespace OpsPortal.Features.Notifications;

/// <summary>Tells people: channels, the outbox and its sender, links that acknowledge.</summary>
public static class NotificationsSetup
{
    public static WebApplicationBuilder AddNotifications(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<NotificationsOptions>().BindConfiguration("Notifications").ValidateOnStart();
        services.AddSingleton<IValidateOptions<NotificationsOptions>, NotificationsOptionsCheck>();
        services.AddSingleton<SecretBox>();
        services.AddSingleton<ChannelStore>();
        services.AddSingleton<OutboxStore>();
        services.AddSingleton<INotifications, NotificationOutbox>();
        services.AddSingleton<DeliveryLog>();
        services.AddSingleton<AcknowledgeLinks>();
        services.AddSingleton<WebhookPoster>();
        services.AddSingleton<IChannelSender, MailSender>();
        services.AddSingleton<IChannelSender, SlackSender>();
        services.AddSingleton<IChannelSender, TeamsSender>();
        services.AddSingleton<IChannelSender, SignedWebhookSender>();
        services.AddSingleton<IChannelSender, PagerDutySender>();
        services.AddSingleton<IChannelSender, BrowserSender>();
        services.AddSingleton<Delivery>();
        services.AddSingleton<IPageCompanion, BrowserNoticesCompanion>();
        services.AddHostedService<OutboxRunner>();
        return builder;
    }

    public static WebApplication MapNotifications(this WebApplication app)
    {
        app.MapPost(CallbackEndpoint.Path + "{channel:guid}", CallbackEndpoint.PostAsync).AllowAnonymous()
            .WithTags("Notifications").WithSummary("PagerDuty's and Slack's callbacks, signed with the channel's secret: an acknowledgement there is one here.");
        return app;
    }
}
