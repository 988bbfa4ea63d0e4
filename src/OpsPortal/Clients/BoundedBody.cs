namespace OpsPortal.Clients;

/// <summary>Reads a body up to a size, counted after decompression.</summary>
internal static class BoundedBody
{
    /// <returns>Null when there is more than <paramref name="most"/> bytes; the rest isn't read.</returns>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpContent content, long most, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > most)
            return null;
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var whole = new MemoryStream();
        var part = new byte[64 * 1024];
        int count;
        while ((count = await stream.ReadAsync(part, cancellationToken)) > 0)
        {
            if (whole.Length + count > most)
                return null;
            whole.Write(part, 0, count);
        }

        return whole.GetBuffer().AsMemory(0, (int)whole.Length);
    }
}
