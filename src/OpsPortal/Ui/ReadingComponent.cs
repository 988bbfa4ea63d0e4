using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Components;
using OpsPortal.Domain;
using OpsPortal.Ui.Takeovers;

namespace OpsPortal.Ui;

/// <summary>A part of a page that reads what it shows. What it reads first by <c>OnceAsync</c> isn't read again when the circuit takes the page over.</summary>
public abstract class ReadingComponent : ComponentBase
{
    private readonly HashSet<string> _topics = new(StringComparer.Ordinal);

    [Inject] private Takeover Takeover { get; set; } = default!;

    [Inject] private NavigationManager Place { get; set; } = default!;

    /// <summary>A change of this topic since the first drawing makes what that showed too old to be shown again.</summary>
    protected void DependOn(string topic) => _topics.Add(topic);

    /// <summary>For each reading: only the circuit's first one can be the first drawing's.</summary>
    /// <param name="of">What else tells this reading from others of the same place: an id, a filter, an address's own part.</param>
    /// <param name="where">Left to the compiler: the expression, which names the place.</param>
    protected Task<Outcome<T>> OnceAsync<T>(Func<Task<Outcome<T>>> read, object? of = null, [CallerArgumentExpression(nameof(read))] string where = "")
        => OnceAsync(read, outcome => outcome.IsOk, of, where);

    /// <inheritdoc cref="OnceAsync{T}(Func{Task{Outcome{T}}}, object?, string)"/>
    /// <param name="mayKeep">Which answers may be shown twice; a failure is worth another try.</param>
    protected Task<T> OnceAsync<T>(Func<Task<T>> read, Predicate<T> mayKeep, object? of = null, [CallerArgumentExpression(nameof(read))] string where = "")
        where T : class
        => Takeover.ReadAsync(RendererInfo.IsInteractive, $"{new Uri(Place.Uri).PathAndQuery} {GetType().FullName} {where} {of}", _topics, read, mayKeep);
}
