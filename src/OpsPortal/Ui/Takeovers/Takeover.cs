using System.Security.Cryptography;
using Microsoft.AspNetCore.Components;
using OpsPortal.Live;

namespace OpsPortal.Ui.Takeovers;

/// <summary>
/// A page is drawn twice: by the request that asks for it, and by the circuit that takes it over a moment later. What was read for the
/// first drawing serves the second too, so that figures stay where they are and each question is asked once. The answers stay in this
/// process; the page carries a ticket to them alone, which only the circuit can read. One for each request and each circuit.
/// </summary>
public sealed class Takeover(TakeoverShelf shelf, ChangeFeed changes, TimeProvider time)
{
    private readonly long _began = changes.Count;
    private TakeoverShelf.Parcel? _parcel;
    private bool _isTaken;

    /// <summary>Set by the first drawing, and given back to the circuit.</summary>
    [PersistentState]
    public string? Ticket { get; set; }

    /// <summary>An answer: of the first drawing when this is the second and nothing that it depends on changed since, of <paramref name="read"/> otherwise.</summary>
    /// <param name="isInteractive">Whether this is the circuit.</param>
    /// <param name="what">What is read, by whom; the same in both drawings, and told apart from all else, and from the same at another address.</param>
    /// <param name="topics">Those of the change feed that would have the page read anew.</param>
    /// <param name="mayKeep">Which answers may be shown twice; a failure is worth another try.</param>
    public async Task<T> ReadAsync<T>(bool isInteractive, string what, IReadOnlyCollection<string> topics, Func<Task<T>> read, Predicate<T> mayKeep)
        where T : class
    {
        if (isInteractive)
            return Find(what, topics) is T kept ? kept : await read();
        var answer = await read();
        if (mayKeep(answer))
            shelf.Put(Ticket ??= Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), what, answer, _began);
        return answer;
    }

    private object? Find(string what, IReadOnlyCollection<string> topics)
    {
        if (!_isTaken)
            (_isTaken, _parcel) = (true, Ticket is null ? null : shelf.Take(Ticket));
        if (_parcel is { } old && time.GetUtcNow() - old.At > TakeoverShelf.Keeps)
            _parcel = null;
        return _parcel is { } parcel && parcel.Values.TryRemove(what, out var value) && !topics.Any(topic => changes.HasChangedSince(topic, parcel.BeganAt)) ? value : null;
    }
}
