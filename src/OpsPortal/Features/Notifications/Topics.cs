namespace OpsPortal.Features.Notifications;

/// <summary>Words of the change feed.</summary>
internal static class Topics
{
    /// <summary>There are messages to send, or some were sent, or a channel changed.</summary>
    public const string Notifications = "notifications";

    /// <summary>A message for a person's open pages; the key is its number.</summary>
    public const string Browser = "browser-notifications";
}
