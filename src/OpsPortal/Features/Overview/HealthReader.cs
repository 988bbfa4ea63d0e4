using System.Text.Json;
using OpsPortal.Domain;

namespace OpsPortal.Features.Overview;

/// <summary>Asks a service's health address. Any HTTP answer is an answer; no answer in time is Unavailable.</summary>
public sealed class HealthReader(HttpClient http, TimeProvider time)
{
    private const int MaxChecks = 60;
    private const int MaxBytes = 256 * 1024;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public async Task<Outcome<ServiceHealth>> ReadAsync(Uri address, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        var started = time.GetTimestamp();
        try
        {
            using var response = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, either.Token);
            await response.Content.LoadIntoBufferAsync(MaxBytes, either.Token);
            var body = await response.Content.ReadAsByteArrayAsync(either.Token);
            var (status, checks) = Parse(body);
            return Outcome<ServiceHealth>.Ok(new((int)response.StatusCode, status, time.GetElapsedTime(started), checks), time.GetUtcNow());
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Outcome<ServiceHealth>.Unavailable($"no answer within {Limit.TotalSeconds:0} s.", time.GetUtcNow());
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return Outcome<ServiceHealth>.Unavailable(error.Message, time.GetUtcNow());
        }
    }

    /// <summary>The usual shapes: <c>{"status": …, "checks": {…}}</c>, also wrapped in <c>detail</c>.</summary>
    internal static (string Status, IReadOnlyList<KeyValuePair<string, string>> Checks) Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("detail", out var detail) && detail.ValueKind == JsonValueKind.Object)
                root = detail;
            if (root.ValueKind != JsonValueKind.Object)
                return ("", []);
            var checks = new List<KeyValuePair<string, string>>();
            foreach (var property in root.EnumerateObject().Where(property => property.Name != "status"))
                Flatten(property.Name is "checks" or "services" ? "" : property.Name, property.Value, checks);
            return (root.TryGetProperty("status", out var status) ? status.ToString() : "", checks);
        }
        catch (JsonException)
        {
            return ("", []);
        }
    }

    private static void Flatten(string name, JsonElement value, List<KeyValuePair<string, string>> into)
    {
        if (into.Count >= MaxChecks)
            return;
        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in value.EnumerateObject())
                Flatten(name.Length == 0 ? property.Name : $"{name}.{property.Name}", property.Value, into);
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var (item, index) in value.EnumerateArray().Select((item, index) => (item, index)))
                Flatten($"{name}[{index}]", item, into);
        }
        else
        {
            into.Add(new(name, value.ToString()));
        }
    }
}
