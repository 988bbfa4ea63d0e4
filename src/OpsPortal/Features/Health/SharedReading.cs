using OpsPortal.Domain;

namespace OpsPortal.Features.Health;

/// <summary>One answer for all who look: the question is asked when somebody looks and the last one is old, however many there are.</summary>
/// <param name="ask">Answers failures as a value; it isn't cancelled when one of those who wait leaves.</param>
/// <param name="pace">The least time between two questions.</param>
public sealed class SharedReading<T>(Func<Task<Outcome<T>>> ask, TimeSpan pace, TimeProvider time)
{
    private readonly Lock _lock = new();
    private Task<Reading<T>> _latest = Task.FromResult(Reading<T>.Loading);
    private DateTimeOffset? _askedAt;

    public Task<Reading<T>> ReadAsync()
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            // A clock that was set back must not stop it.
            if (_latest.IsCompleted && (_askedAt is not { } at || now - at >= pace || now < at))
                (_askedAt, _latest) = (now, NextAsync(_latest.IsCompletedSuccessfully ? _latest.Result : Reading<T>.Loading));
            return _latest;
        }
    }

    private async Task<Reading<T>> NextAsync(Reading<T> before) => before.Next(await ask());
}
