namespace OpsPortal.Lab.Portal;

/// <summary>Whether the portal takes what is sent, for the log (a line when it changes, not one a second) and for the status.</summary>
internal sealed partial class LinkState(string what, ILogger log)
{
    private bool? _well;

    /// <summary>What went wrong last, or <c>null</c> while all is well.</summary>
    public string? Trouble { get; private set; }

    public void Well()
    {
        Trouble = null;
        if (_well == true)
            return;
        _well = true;
        LogWell(what);
    }

    public void Failed(string reason)
    {
        Trouble = reason;
        if (_well == false)
            return;
        _well = false;
        LogFailed(what, reason);
    }

    [LoggerMessage(9010, LogLevel.Information, "The portal takes {What}.")]
    private partial void LogWell(string what);

    [LoggerMessage(9011, LogLevel.Warning, "The portal does not take {What}, they are tried again until it does: {Reason}")]
    private partial void LogFailed(string what, string reason);
}
