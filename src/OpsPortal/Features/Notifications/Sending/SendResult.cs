namespace OpsPortal.Features.Notifications.Sending;

public enum SendOutcome
{
    Sent,

    /// <summary>It may work later.</summary>
    Again,

    /// <summary>It won't work as it is.</summary>
    Failed,

    /// <summary>The sender was stopped before it could say: it may have arrived.</summary>
    Unknown,
}

/// <param name="Words">For people; never holds a secret.</param>
/// <param name="After">When the other side wants to be asked again; null: whenever.</param>
public sealed record SendResult(SendOutcome Outcome, string Words, TimeSpan? After = null);
