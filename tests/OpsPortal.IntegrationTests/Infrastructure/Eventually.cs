using System.Diagnostics;

namespace OpsPortal.IntegrationTests.Infrastructure;

/// <summary>Waits for something that comes by itself, and says what was there instead when it doesn't.</summary>
internal static class Eventually
{
    public static async Task EqualAsync<T>(Func<Task<T>> read, T expected, TimeSpan? within = null)
    {
        var start = Stopwatch.GetTimestamp();
        var last = await read();
        while (!EqualityComparer<T>.Default.Equals(last, expected) && Stopwatch.GetElapsedTime(start) < (within ?? TimeSpan.FromSeconds(40)))
        {
            await Task.Delay(100);
            last = await read();
        }
        last.ShouldBe(expected);
    }
}
