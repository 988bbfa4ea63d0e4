using System.Runtime.CompilerServices;
using Bunit;

namespace OpsPortal.Tests.Bunit;

/// <summary>
/// How long a test waits for what a page should show. What is waited for comes at once as a rule; bUnit's own second is too short for a
/// machine that does other things too, and a test that fails waits a while longer before it says so.
/// </summary>
internal static class Patience
{
    // Not inlined: bUnit may be loaded only when its helpers can be found.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Take() => BunitContext.DefaultWaitTimeout = TimeSpan.FromSeconds(30);
}
