namespace OpsPortal.Domain;

/// <summary>How a question to something outside the process ended.</summary>
public enum OutcomeKind
{
    /// <summary>Answered. <see cref="Outcome{T}.Value"/> is set; it may be incomplete, then there are warnings.</summary>
    Ok,

    /// <summary>Nobody told the portal where this back end is. Not an error: a part of the page that has nothing to show.</summary>
    NotConfigured,

    /// <summary>Not reachable, too slow, or failing by itself (5xx). Asking again later may help.</summary>
    Unavailable,

    /// <summary>Reached, and refused: the question is wrong (a bad expression, no permission). Asking again won't help.</summary>
    Rejected,
}

/// <summary>
/// The answer of a back end, or why there is none. Expected failure is a value: exceptions are for bugs.
/// </summary>
/// <typeparam name="T">What was asked for.</typeparam>
public sealed record Outcome<T>
{
    private Outcome(OutcomeKind kind, T? value, string reason, DateTimeOffset at, IReadOnlyList<string> warnings)
        => (Kind, Value, Reason, At, Warnings) = (kind, value, reason, at, warnings);

    public OutcomeKind Kind { get; }

    /// <summary>The answer; default unless <see cref="Kind"/> is <see cref="OutcomeKind.Ok"/>.</summary>
    public T? Value { get; }

    /// <summary>Why there is no value, in words for a person; empty when there is one.</summary>
    public string Reason { get; }

    /// <summary>When the back end answered or failed to, UTC.</summary>
    public DateTimeOffset At { get; }

    /// <summary>What the back end said beside the data; when not empty, the data are incomplete.</summary>
    public IReadOnlyList<string> Warnings { get; }

    public bool IsOk => Kind == OutcomeKind.Ok;

    public static Outcome<T> Ok(T value, DateTimeOffset at, IReadOnlyList<string>? warnings = null)
        => new(OutcomeKind.Ok, value, "", at, warnings ?? []);

    public static Outcome<T> NotConfigured(string reason, DateTimeOffset at) => new(OutcomeKind.NotConfigured, default, reason, at, []);

    public static Outcome<T> Unavailable(string reason, DateTimeOffset at) => new(OutcomeKind.Unavailable, default, reason, at, []);

    public static Outcome<T> Rejected(string reason, DateTimeOffset at) => new(OutcomeKind.Rejected, default, reason, at, []);

    /// <summary>The same outcome about another value; failures keep their reason.</summary>
    public Outcome<TOther> Map<TOther>(Func<T, TOther> map)
        => new Outcome<TOther>(Kind, IsOk ? map(Value!) : default, Reason, At, Warnings);
}
