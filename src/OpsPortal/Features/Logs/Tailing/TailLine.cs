namespace OpsPortal.Features.Logs.Tailing;

/// <summary>A line of a tail, written once for all who watch.</summary>
/// <param name="Stream">Number of its stream in this feed.</param>
/// <param name="Json">As <see cref="Api.LinesWriter"/> writes it.</param>
internal sealed record TailLine(int Stream, byte[] Json);
