namespace OpsPortal.Features.Costs;

/// <summary>
/// What a month had used before each of some instants of one day. Whoever computes many hours of a day hands it from one to the next, so
/// that the month's samples are read once for all of them and not once for each: the amounts are what each would measure by itself.
/// </summary>
/// <param name="starts">Instants of one UTC day, at which what is computed begins. Each keeps the times of the month's samples in memory: a day of hours, no more.</param>
public sealed class UsedBefore(IReadOnlyList<DateTimeOffset> starts)
{
    private readonly Dictionary<(string Service, string Key, DateTimeOffset Start), decimal> _known = [];

    public IReadOnlyList<DateTimeOffset> Starts { get; } = starts;

    public decimal? Find(string service, string key, DateTimeOffset start) => _known.TryGetValue((service, key, start), out var used) ? used : null;

    public void Keep(string service, string key, DateTimeOffset start, decimal used) => _known[(service, key, start)] = used;
}
