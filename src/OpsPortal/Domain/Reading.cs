namespace OpsPortal.Domain;

/// <summary>
/// A figure that is asked for again and again: its last good value with its age, and the failure of the latest try, if it failed.
/// </summary>
/// <param name="LastGood">The last answer that was <see cref="OutcomeKind.Ok"/>, or null when there never was one.</param>
/// <param name="Latest">The latest answer, good or not; null before the first.</param>
public sealed record Reading<T>(Outcome<T>? LastGood, Outcome<T>? Latest)
{
    /// <summary>Before the first answer.</summary>
    public static Reading<T> Loading { get; } = new(null, null);

    /// <summary>True while the latest try failed: what is shown is <see cref="LastGood"/>, and older than it should be.</summary>
    public bool IsStale => Latest is { IsOk: false };

    public bool IsLoading => Latest is null;

    public Reading<T> Next(Outcome<T> outcome) => new(outcome.IsOk ? outcome : LastGood, outcome);

    /// <summary>The same reading about another value.</summary>
    public Reading<TOther> Map<TOther>(Func<T, TOther> map) => new(LastGood?.Map(map), Latest?.Map(map));
}
