using System.Net;
using System.Text;
using System.Text.Json;

namespace OpsPortal.BrowserTests.Infrastructure;

internal static class LabLines
{
    /// <summary>Pushes lines of now into the stack's Loki, which is the lab's.</summary>
    public static async Task PushAsync(this Stack stack, string service, IEnumerable<string> lines, string level = "info")
    {
        var now = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks * 100;
        var body = JsonSerializer.Serialize(new { streams = new[] { new { stream = new { service, level }, values = lines.Select((line, i) => new[] { $"{now + i}", line }) } } });
        using var http = new HttpClient();
        var answer = await http.PostAsync(new Uri(stack.Loki, "/loki/api/v1/push"), new StringContent(body, Encoding.UTF8, "application/json"));
        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent, await answer.Content.ReadAsStringAsync());
    }
}
