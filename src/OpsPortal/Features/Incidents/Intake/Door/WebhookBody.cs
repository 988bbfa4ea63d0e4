using System.Buffers;

namespace OpsPortal.Features.Incidents.Intake.Door;

/// <summary>The body of a request, read once: its signature is checked over the very bytes that are kept.</summary>
internal static class WebhookBody
{
    private static readonly object Key = new();

    /// <returns>Null when it is larger than allowed.</returns>
    public static async Task<byte[]?> ReadAsync(HttpContext context, int most)
    {
        if (context.Items.TryGetValue(Key, out var read))
            return (byte[]?)read;
        var body = context.Request.ContentLength > most ? null : await ReadAsync(context.Request, most, context.RequestAborted);
        context.Items[Key] = body;
        return body;
    }

    public static bool IsTooLarge(HttpContext context) => context.Items.TryGetValue(Key, out var read) && read is null;

    private static async Task<byte[]?> ReadAsync(HttpRequest request, int most, CancellationToken cancellationToken)
    {
        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            if (read.Buffer.Length > most || read.IsCompleted)
            {
                var body = read.Buffer.Length > most ? null : read.Buffer.ToArray();
                // A read that is not ended by this can't be drained, and costs the sender its connection.
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
