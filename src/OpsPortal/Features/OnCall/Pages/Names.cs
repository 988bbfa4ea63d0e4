using OpsPortal.Domain;
using OpsPortal.Features.OnCall.Escalation;
using OpsPortal.Features.OnCall.Storage;

namespace OpsPortal.Features.OnCall.Pages;

/// <summary>What pages call people, schedules and channels.</summary>
public sealed class Names(IReadOnlyList<Person> people, IReadOnlyList<ChannelName> channels)
{
    private const int Colours = 10;

    /// <summary>Those who can be called, by name.</summary>
    public IReadOnlyList<Person> Callable { get; } = [.. people.Where(person => person.CanRespond)];

    public IReadOnlyList<ChannelName> Channels => channels;

    public string Of(string? person) => person is null ? "Nobody" : people.FirstOrDefault(one => one.Id == person)?.Name ?? "Somebody without an account";

    public string Channel(string id) => channels.FirstOrDefault(one => one.Id.ToString() == id) is { } channel ? $"{channel.Name} ({channel.Kind})" : "a channel that is gone";

    /// <summary>1 to 10: always the same for one person, among few people not the same for two.</summary>
    public int Colour(string person)
    {
        var place = Callable.Select((one, i) => (one.Id, i)).FirstOrDefault(pair => pair.Id == person);
        return place.Id is null ? Colours : place.i % Colours + 1;
    }

    public string Target(OnCallBook book, TargetKind kind, string id) => kind switch
    {
        TargetKind.Person => Of(id),
        TargetKind.Channel => "the channel " + Channel(id),
        _ => "whoever is on call by " + (book.Schedules.FirstOrDefault(one => one.Id.ToString() == id)?.Body.Name ?? "a schedule that is gone"),
    };
}
