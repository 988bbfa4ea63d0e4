using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OpsPortal.Live;
using OpsPortal.Ui;

namespace OpsPortal.Tests.Ui;

/// <summary>A component under test sees a clock that stands still.</summary>
public abstract class UiTestBase : BunitContext
{
    protected static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    protected UiTestBase()
    {
        Services.AddSingleton<TimeProvider>(Clock).AddTakeovers();
        Services.AddSingleton(Feed);
    }

    private protected FakeClock Clock { get; } = new(Now);

    /// <summary>Tells what a test has it deliver: port 1 of this machine answers nobody.</summary>
    protected ChangeFeed Feed { get; } = new(NpgsqlDataSource.Create("Host=127.0.0.1;Port=1"), TimeProvider.System, NullLogger<ChangeFeed>.Instance);
}
