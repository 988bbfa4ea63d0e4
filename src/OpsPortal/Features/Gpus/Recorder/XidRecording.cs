namespace OpsPortal.Features.Gpus.Recorder;

/// <summary>A flight recording that an XID made: at most one in five minutes a host, so one can be of several XIDs.</summary>
internal sealed record XidRecording(long Id, string Host, DateTimeOffset From, DateTimeOffset To)
{
    // The frame that brings an event is younger than the event by a tick of the sampler.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(15);

    public string Href => $"{RecordingStore.Path}/{Id}";

    /// <summary>Whether the minutes hold a moment between an event's first and last time.</summary>
    public bool Holds(string host, DateTimeOffset first, DateTimeOffset last) => Host == host && To + Slack >= first && From <= last;
}
