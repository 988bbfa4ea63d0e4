namespace OpsPortal.Domain;

/// <summary>A feature that keeps something of an incident's minutes: a recording, a trace.</summary>
public interface IIncidentExhibit
{
    /// <summary>What is kept with the incident; empty when nothing is. A database that is away is an outcome.</summary>
    Task<Outcome<IReadOnlyList<Exhibit>>> OfAsync(long incident, CancellationToken cancellationToken);
}

/// <param name="Title">What it is: "GPUs of lab-gpu-1".</param>
/// <param name="Text">What is in it, in words.</param>
/// <param name="Href">Where the portal shows it.</param>
public sealed record Exhibit(string Title, string Text, DateTimeOffset From, DateTimeOffset To, string Href);
