using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Threading.RateLimiting;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Prometheus;

/// <summary>
/// The way to one server: so many questions at once, so many waiting, each with its deadline; tried again where that is safe,
/// and not asked at all for a while when it fails again and again. So a slow server costs the portal a bounded amount.
/// </summary>
internal sealed class PrometheusLink(string name, PrometheusServerOptions options, HttpClient http, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);
    private static readonly Counter<long> Questions = PortalMetrics.Meter.CreateCounter<long>("opsportal_prometheus_questions_total", null, "Questions to Prometheus servers, by server and how the way there and back ended.");

    private readonly ConcurrencyLimiter _turns = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = options.MaxConcurrent, QueueLimit = options.MaxQueued, QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    private readonly ResiliencePipeline<Reply> _tries = new ResiliencePipelineBuilder<Reply> { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions<Reply>
        {
            ShouldHandle = tried => ValueTask.FromResult(tried.Outcome.Result is { IsWorthAnotherTry: true }),
            MaxRetryAttempts = 2, Delay = TimeSpan.FromMilliseconds(100), BackoffType = DelayBackoffType.Exponential, UseJitter = true,
        })
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions<Reply>
        {
            ShouldHandle = tried => ValueTask.FromResult(tried.Outcome.Result is { IsServerFailure: true }),
            FailureRatio = 0.6, MinimumThroughput = 10, SamplingDuration = TimeSpan.FromSeconds(20), BreakDuration = Rest,
        })
        .Build();

    private string _lastFailure = "";

    private string Who => name == PrometheusServers.Default ? "Prometheus" : $"Prometheus “{name}”";

    public void Dispose() => _turns.Dispose();

    /// <param name="make">Makes the request, anew for each try.</param>
    public async Task<Reply> AskAsync(Func<HttpRequestMessage> make, CancellationToken cancellationToken)
    {
        var reply = await WaitAndAskAsync(make, cancellationToken);
        Questions.Add(1, new("server", name), new("end", reply.Kind.ToString()));
        return reply;
    }

    private async Task<Reply> WaitAndAskAsync(Func<HttpRequestMessage> make, CancellationToken cancellationToken)
    {
        // A second more than the server was given, so that its own words about the time come through.
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(options.TimeoutSeconds + 1), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        var waiting = true;
        try
        {
            using var turn = await _turns.AcquireAsync(1, either.Token);
            if (!turn.IsAcquired)
                return new Reply(ReplyKind.NotAsked, $"{Who} is busy: {options.MaxConcurrent} questions are being answered and {options.MaxQueued} wait already. Try again soon.");
            waiting = false;
            return await _tries.ExecuteAsync(async (link, token) => await link.TryAsync(make, token, cancellationToken), this, either.Token);
        }
        catch (BrokenCircuitException)
        {
            return new Reply(ReplyKind.NotAsked, $"{Who} failed again and again, so it is left alone for {Rest.TotalSeconds:0} s. The last failure: {_lastFailure}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return waiting
                ? new Reply(ReplyKind.NotAsked, $"{Who} was not asked: {options.MaxConcurrent} other questions took its time for {options.TimeoutSeconds} s.")
                : TimedOut();
        }
    }

    private async Task<Reply> TryAsync(Func<HttpRequestMessage> make, CancellationToken token, CancellationToken viewer)
    {
        var reply = await OnceAsync(make, token, viewer);
        if (reply.IsServerFailure)
            _lastFailure = reply.Words.Length > 0 ? reply.Words : $"it answered {(int)reply.Status}.";
        return reply;
    }

    private async Task<Reply> OnceAsync(Func<HttpRequestMessage> make, CancellationToken token, CancellationToken viewer)
    {
        try
        {
            using var request = make();
            request.Version = HttpVersion.Version11;
            Authorize(request.Headers);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token);
            return await BoundedBody.ReadAsync(response.Content, options.MaxResponseBytes, token) is { } body
                ? new Reply(ReplyKind.Answered, "", response.StatusCode, response.Content.Headers.ContentType?.MediaType, body, response.Headers.Date)
                : new Reply(ReplyKind.TooLarge, $"The answer of {Who} is larger than Prometheus:MaxResponseBytes ({options.MaxResponseBytes} bytes). Ask for less.");
        }
        catch (OperationCanceledException) when (!viewer.IsCancellationRequested)
        {
            return TimedOut();
        }
        catch (HttpRequestException error) when (error.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError)
        {
            return new Reply(ReplyKind.NotReachable, $"{Who} is not reachable: {(error.InnerException is System.Security.Authentication.AuthenticationException tls ? tls.Message : error.Message)}");
        }
        catch (Exception error) when (error is UnauthorizedAccessException or FileNotFoundException or DirectoryNotFoundException)
        {
            return new Reply(ReplyKind.NotAsked, $"{Who} was not asked: its secret can't be read. {error.Message}");
        }
        catch (Exception error) when (error is HttpRequestException or IOException or InvalidDataException)
        {
            return new Reply(ReplyKind.Broken, $"The connection to {Who} broke: {error.Message}");
        }
    }

    private void Authorize(HttpRequestHeaders headers)
    {
        if (options.BearerTokenFile.Length > 0)
            headers.Authorization = new("Bearer", File.ReadAllText(options.BearerTokenFile).Trim());
        else if (options.BasicUser.Length > 0)
            headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(options.BasicUser + ":" + File.ReadAllText(options.BasicPasswordFile).TrimEnd('\r', '\n'))));
        foreach (var (header, value) in options.Headers)
            headers.TryAddWithoutValidation(header, value);
    }

    private Reply TimedOut() => new(ReplyKind.TimedOut, $"{Who} did not answer within {options.TimeoutSeconds} s.");
}
