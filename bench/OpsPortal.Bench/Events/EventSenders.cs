using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace OpsPortal.Bench.Events;

/// <summary>Sends batches at a fixed rate, each again and again until it is answered 200, and remembers which were.</summary>
internal sealed class EventSenders(Uri portal, string token, int size, bool gzip) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 32 })
    {
        BaseAddress = portal, Timeout = TimeSpan.FromSeconds(20), DefaultRequestHeaders = { Authorization = new("Bearer", token) },
    };

    /// <summary>First numbers of the batches that were answered 200.</summary>
    public ConcurrentBag<long> Acknowledged { get; } = [];

    /// <summary>Milliseconds from when a batch was due until it was acknowledged.</summary>
    public ConcurrentBag<double> Took { get; } = [];

    /// <summary>Sent again since no answer, or a 503, came.</summary>
    public int Resent;

    /// <summary>Batches that had been committed although their answer was lost.</summary>
    public int LostAnswers;

    /// <summary>Batches of which a part only was there before: must be none, since a batch is one transaction.</summary>
    public int Torn;

    /// <summary>Batches that wait for their answer.</summary>
    public int Pending;

    /// <param name="rate">Events a second.</param>
    /// <returns>When all that was sent is acknowledged.</returns>
    public async Task RunAsync(double rate, CancellationToken until)
    {
        var every = TimeSpan.FromSeconds(size / rate);
        var start = Stopwatch.GetTimestamp();
        var all = new List<Task>();
        for (var n = 0L; !until.IsCancellationRequested; n++)
        {
            var wait = every * n - Stopwatch.GetElapsedTime(start);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, CancellationToken.None);
            var number = n;
            all.Add(Task.Run(() => SendAsync(number * size, start + (long)(every.TotalSeconds * number * Stopwatch.Frequency)), CancellationToken.None));
            // While nobody answers only so many wait: a real sender has no endless memory either.
            while (Volatile.Read(ref Pending) > 64 && !until.IsCancellationRequested)
                await Task.Delay(5, CancellationToken.None);
        }
        await Task.WhenAll(all);
    }

    public void Dispose() => _http.Dispose();

    private async Task SendAsync(long first, long due)
    {
        Interlocked.Increment(ref Pending);
        var body = EventBody.Make(first, size, gzip);
        for (var tries = 0; ; tries++)
        {
            if (await TryAsync(body) is { } answer)
            {
                if (answer.Accepted + answer.Duplicates != size || answer.Accepted > 0 && answer.Duplicates > 0)
                    Interlocked.Increment(ref Torn);
                if (answer.Duplicates == size)
                    Interlocked.Increment(ref LostAnswers);
                Acknowledged.Add(first);
                Took.Add(Stopwatch.GetElapsedTime(due).TotalMilliseconds);
                Interlocked.Decrement(ref Pending);
                return;
            }
            Interlocked.Increment(ref Resent);
            await Task.Delay(100);
        }
    }

    private async Task<Answer?> TryAsync(byte[] body)
    {
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        if (gzip)
            content.Headers.ContentEncoding.Add("gzip");
        try
        {
            using var response = await _http.PostAsync("/api/v1/events", content);
            return response.StatusCode switch
            {
                HttpStatusCode.OK => await response.Content.ReadFromJsonAsync<Answer>(),
                HttpStatusCode.ServiceUnavailable => null,
                var status => throw new InvalidOperationException($"The portal answered {(int)status}: {await response.Content.ReadAsStringAsync()}"),
            };
        }
        catch (Exception error) when (error is HttpRequestException or IOException or TaskCanceledException)
        {
            return null;
        }
    }

    private sealed record Answer(int Accepted, int Duplicates);
}
