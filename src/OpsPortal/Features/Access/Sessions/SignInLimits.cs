using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace OpsPortal.Features.Access.Sessions;

/// <summary>How often sign-in may be tried, from one address and for one account, before anything is looked at.</summary>
internal sealed class SignInLimits(IOptions<AccessOptions> options) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _byAddress = Limiter(options.Value.SignInTriesPerMinute);
    private readonly PartitionedRateLimiter<string> _byAccount = Limiter(10);

    public bool Allows(string? address, string userName)
    {
        using var fromAddress = _byAddress.AttemptAcquire(address ?? "");
        using var forAccount = fromAddress.IsAcquired ? _byAccount.AttemptAcquire(userName.Trim().ToUpperInvariant()) : null;
        return forAccount is { IsAcquired: true };
    }

    /// <summary>A one-time link is tried from an address only.</summary>
    public bool Allows(string? address)
    {
        using var fromAddress = _byAddress.AttemptAcquire(address ?? "");
        return fromAddress.IsAcquired;
    }

    public void Dispose()
    {
        _byAddress.Dispose();
        _byAccount.Dispose();
    }

    private static PartitionedRateLimiter<string> Limiter(int tries) => PartitionedRateLimiter.Create<string, string>(key =>
        RateLimitPartition.GetSlidingWindowLimiter(key, _ => new SlidingWindowRateLimiterOptions
        {
            PermitLimit = tries,
            Window = TimeSpan.FromMinutes(1),
            SegmentsPerWindow = 6,
        }), StringComparer.Ordinal);
}
