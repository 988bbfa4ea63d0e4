using System.Buffers;

namespace OpsPortal.Clients;

/// <summary>Reads a body up to a size, counted after decompression. What is too large leaves no garbage behind.</summary>
internal static class BoundedBody
{
    private const int FirstSize = 64 * 1024;

    /// <returns>Null when there is more than <paramref name="most"/> bytes; the rest isn't read.</returns>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpContent content, long most, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > most)
            return null;
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        return await ReadAsync(stream, most, cancellationToken);
    }

    /// <inheritdoc cref="ReadAsync(HttpContent, long, CancellationToken)"/>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, long most, CancellationToken cancellationToken)
        => request.ContentLength > most ? null : await ReadAsync(request.Body, most, cancellationToken);

    /// <inheritdoc cref="ReadAsync(HttpContent, long, CancellationToken)"/>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(Stream stream, long most, CancellationToken cancellationToken)
    {
        // Not one expression: null would become an empty body there, since an array that is null becomes an empty memory.
        var body = await ReadAsync(stream, most, bytes => bytes.ToArray(), cancellationToken);
        if (body is null)
            return null;
        return body;
    }

    /// <summary>For bodies that become something else at once, and often: they are never copied out of the memory that is lent for reading.</summary>
    /// <inheritdoc cref="ReadAsync(HttpContent, long, CancellationToken)"/>
    public static async Task<T?> ReadAsync<T>(Stream stream, long most, Func<ReadOnlySpan<byte>, T> read, CancellationToken cancellationToken)
        where T : class
    {
        var whole = ArrayPool<byte>.Shared.Rent(FirstSize);
        try
        {
            for (var length = 0; ;)
            {
                if (length == whole.Length)
                    whole = Larger(whole);
                var count = await stream.ReadAsync(whole.AsMemory(length), cancellationToken);
                if (count == 0)
                    return read(whole.AsSpan(0, length));
                length += count;
                if (length > most)
                    return null;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
        }
    }

    private static byte[] Larger(byte[] full)
    {
        var larger = ArrayPool<byte>.Shared.Rent(full.Length * 2);
        full.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(full);
        return larger;
    }
}
