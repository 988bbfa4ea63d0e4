using System.Buffers.Binary;
using System.Text;

namespace OpsPortal.Bench.Dashboards;

/// <summary>As much of the circuit's wire format (SignalR's messages in MessagePack, each behind its length) as a viewer without a browser needs.</summary>
internal static class BlazorPack
{
    /// <summary>An invocation: text, whole numbers, truths and null as arguments.</summary>
    /// <param name="id">Wanted when an answer is awaited.</param>
    public static byte[] Invocation(string? id, string target, params object?[] arguments)
    {
        using var body = new MemoryStream();
        body.Write([0x95, 1, 0x80]);
        Write(body, id);
        Write(body, target);
        body.WriteByte((byte)(0x90 | arguments.Length));
        foreach (var one in arguments)
            Write(body, one);
        return Framed(body.ToArray());
    }

    public static byte[] Ping() => Framed([0x91, 6]);

    /// <summary>Takes the first whole message off the buffer.</summary>
    /// <returns>Its values: numbers as long, text, bytes, lists; null when none is whole yet.</returns>
    public static List<object?>? Read(ref ReadOnlySpan<byte> buffer)
    {
        var (length, used) = (0, 0);
        for (var shift = 0; used < buffer.Length; shift += 7)
        {
            var part = buffer[used++];
            length |= (part & 0x7f) << shift;
            if (part >= 0x80)
                continue;
            if (buffer.Length < used + length)
                return null;
            var body = buffer.Slice(used, length);
            buffer = buffer[(used + length)..];
            return Value(ref body) as List<object?>;
        }
        return null;
    }

    private static byte[] Framed(byte[] body)
    {
        var head = new List<byte>();
        var length = body.Length;
        do
        {
            head.Add((byte)(length > 0x7f ? length & 0x7f | 0x80 : length));
            length >>= 7;
        }
        while (length > 0);
        return [.. head, .. body];
    }

    private static void Write(Stream to, object? value)
    {
        switch (value)
        {
            case null:
                to.WriteByte(0xc0);
                break;
            case bool truth:
                to.WriteByte(truth ? (byte)0xc3 : (byte)0xc2);
                break;
            case string text:
                var bytes = Encoding.UTF8.GetBytes(text);
                Span<byte> size = stackalloc byte[5];
                size[0] = 0xdb;
                BinaryPrimitives.WriteInt32BigEndian(size[1..], bytes.Length);
                to.Write(size);
                to.Write(bytes);
                break;
            case long number:
                Span<byte> digits = stackalloc byte[9];
                digits[0] = 0xd3;
                BinaryPrimitives.WriteInt64BigEndian(digits[1..], number);
                to.Write(digits);
                break;
            default:
                throw new NotSupportedException($"A {value.GetType()} is not written.");
        }
    }

    private static object? Value(ref ReadOnlySpan<byte> body)
    {
        var kind = body[0];
        body = body[1..];
        return kind switch
        {
            <= 0x7f => (long)kind,
            <= 0x8f => Map(ref body, kind & 0x0f),
            <= 0x9f => List(ref body, kind & 0x0f),
            <= 0xbf => Text(ref body, kind & 0x1f),
            0xc0 => null,
            0xc2 => false,
            0xc3 => true,
            0xc4 or 0xc5 or 0xc6 => Bytes(ref body, (int)Whole(ref body, 1 << (kind - 0xc4))),
            0xca => (double)BitConverter.Int32BitsToSingle((int)Whole(ref body, 4)),
            0xcb => BitConverter.Int64BitsToDouble(Whole(ref body, 8)),
            0xcc or 0xcd or 0xce or 0xcf => Whole(ref body, 1 << (kind - 0xcc)),
            0xd0 => (long)(sbyte)Whole(ref body, 1),
            0xd1 => (long)(short)Whole(ref body, 2),
            0xd2 => (long)(int)Whole(ref body, 4),
            0xd3 => Whole(ref body, 8),
            0xd9 or 0xda or 0xdb => Text(ref body, (int)Whole(ref body, 1 << (kind - 0xd9))),
            0xdc or 0xdd => List(ref body, (int)Whole(ref body, kind == 0xdc ? 2 : 4)),
            0xde or 0xdf => Map(ref body, (int)Whole(ref body, kind == 0xde ? 2 : 4)),
            >= 0xe0 => (long)(sbyte)kind,
            _ => throw new FormatException($"No value begins with 0x{kind:x2}."),
        };
    }

    private static long Whole(ref ReadOnlySpan<byte> body, int bytes)
    {
        var number = 0L;
        for (var i = 0; i < bytes; i++)
            number = number << 8 | body[i];
        body = body[bytes..];
        return number;
    }

    private static byte[] Bytes(ref ReadOnlySpan<byte> body, int length)
    {
        var bytes = body[..length].ToArray();
        body = body[length..];
        return bytes;
    }

    private static string Text(ref ReadOnlySpan<byte> body, int length) => Encoding.UTF8.GetString(Bytes(ref body, length));

    private static List<object?> List(ref ReadOnlySpan<byte> body, int count)
    {
        var list = new List<object?>(count);
        for (var i = 0; i < count; i++)
            list.Add(Value(ref body));
        return list;
    }

    private static object? Map(ref ReadOnlySpan<byte> body, int count)
    {
        for (var i = 0; i < 2 * count; i++)
            Value(ref body);
        return null;
    }
}
