namespace OpsPortal.Features.Notifications.Sending;

internal enum DigestChoice
{
    /// <summary>Each by itself, now.</summary>
    Each,

    /// <summary>All that wait, as one, now.</summary>
    Together,

    /// <summary>Not yet: more may come, and will go out as one.</summary>
    Later,
}

/// <summary>Many messages for one destination within a minute become one: somebody who is called must be able to read.</summary>
internal static class DigestRule
{
    /// <summary>So many within <see cref="Window"/> come by themselves.</summary>
    public const int Few = 3;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <param name="waiting">How many are due.</param>
    /// <param name="recent">How many went out within the window, a digest counted as one.</param>
    public static DigestChoice Choose(bool isMachine, int waiting, int recent)
        => isMachine || waiting + recent <= Few ? DigestChoice.Each : recent >= Few ? DigestChoice.Later : waiting == 1 ? DigestChoice.Each : DigestChoice.Together;
}
