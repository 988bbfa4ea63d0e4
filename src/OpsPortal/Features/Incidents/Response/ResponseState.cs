namespace OpsPortal.Features.Incidents.Response;

/// <summary>How people respond to one incident.</summary>
/// <param name="Lead">Who decides; "" for nobody.</param>
/// <param name="Communications">Who tells others; "" for nobody.</param>
/// <param name="Impact">What users feel, in Markdown; "" while nobody wrote it.</param>
/// <param name="Services">Catalog ids that people said are touched, beside the incident's own, by id.</param>
/// <param name="Tasks">Open ones first, in the order in which they were added.</param>
/// <param name="Files">In the order in which they were added.</param>
public sealed record ResponseState(
    string Lead, string Communications, string Impact, IReadOnlyList<string> Services, IReadOnlyList<ResponseTask> Tasks, IReadOnlyList<ResponseFile> Files)
{
    public static ResponseState Empty { get; } = new("", "", "", [], [], []);
}

public sealed record ResponseTask(Guid Id, string Text, string Owner, DateTimeOffset AddedAt, string AddedBy, DateTimeOffset? DoneAt, string? DoneBy);

/// <param name="Picture">A picture's media type that a browser may show; null for every other file.</param>
public sealed record ResponseFile(Guid Id, string Name, int Bytes, string? Picture, DateTimeOffset AddedAt, string AddedBy)
{
    /// <summary>Where it is had.</summary>
    public string Href(long incident) => $"/incidents/{incident}/files/{Id:N}";
}

public enum ResponseText
{
    Lead,
    Communications,
    Impact,
}
