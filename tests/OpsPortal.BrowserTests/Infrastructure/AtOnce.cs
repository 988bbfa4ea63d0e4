using Microsoft.Playwright;

namespace OpsPortal.BrowserTests.Infrastructure;

/// <summary>
/// Figures that belong together, of one moment: pages are live, and the circuit draws a page anew when it takes it over. What is not
/// there yet, or for a moment not, is waited for.
/// </summary>
internal static class AtOnce
{
    /// <summary>What a script finds; it is asked until that is something.</summary>
    /// <param name="find">A JavaScript function without parameters, whose result is null or undefined until all is there.</param>
    public static async Task<T> FindAsync<T>(this IPage page, string find)
        => await (await page.WaitForFunctionAsync($"() => {{ const found = ({find})(); return found == null ? null : {{ found }}; }}")).EvaluateAsync<T>("one => one.found");

    /// <summary>A property of elements, each named by its test id.</summary>
    /// <param name="property">As JavaScript names it: <c>innerText</c>, <c>dataset.raw</c>.</param>
    public static Task<string[]> FindAsync(this IPage page, string property, params string[] testIds)
        => page.FindAsync<string[]>($$"""
            () => {
              const all = {{System.Text.Json.JsonSerializer.Serialize(testIds)}}.map(name => document.querySelector(`[data-testid="${name}"]`));
              return all.every(Boolean) ? all.map(one => one.{{property}}) : null;
            }
            """);
}
