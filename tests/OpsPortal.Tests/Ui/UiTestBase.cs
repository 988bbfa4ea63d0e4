using Bunit;
using Microsoft.Extensions.DependencyInjection;

namespace OpsPortal.Tests.Ui;

/// <summary>A component under test sees a clock that stands still.</summary>
public abstract class UiTestBase : BunitContext
{
    protected static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    protected UiTestBase() => Services.AddSingleton<TimeProvider>(new FakeClock(Now));
}
