namespace OpsPortal.Domain;

/// <summary>Something that happened, to be drawn over a time axis.</summary>
/// <param name="Kind"><c>incident</c>, <c>deploy</c>, <c>alert</c>, <c>gpu</c> or <c>experiment</c>.</param>
/// <param name="To">The end; null while it goes on; equal to <paramref name="From"/> for what took no time.</param>
/// <param name="Tone">bad, warn or info.</param>
/// <param name="Service">Whose it is; null for nobody's, which every service sees.</param>
/// <param name="Href">Where the portal tells more; null when nowhere.</param>
public sealed record Mark(string Kind, DateTimeOffset From, DateTimeOffset? To, string Text, string Tone, string? Service, string? Href);

/// <summary>A feature that knows of such things. A database that is away is an outcome.</summary>
public interface IMarkSource
{
    /// <summary>The most marks that a source gives; the newest when there are more.</summary>
    const int Most = 200;

    /// <summary>What goes on or happens in the half-open span.</summary>
    /// <param name="service">Only this service's and nobody's; null everybody's.</param>
    Task<Outcome<IReadOnlyList<Mark>>> ReadAsync(DateTimeOffset from, DateTimeOffset to, string? service, CancellationToken cancellationToken);
}
