using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace OpsPortal.Lab.Exposition;

/// <summary>Writes bytes of an exposition into a buffer; numbers without detours over strings.</summary>
internal sealed class ExpositionBuffer(int capacity = 64 * 1024)
{
    private readonly ArrayBufferWriter<byte> _buffer = new(capacity);

    public ReadOnlyMemory<byte> Written => _buffer.WrittenMemory;

    public int Length => _buffer.WrittenCount;

    public void Clear() => _buffer.ResetWrittenCount();

    public void Text(string text) => Encoding.UTF8.GetBytes(text, _buffer);

    public void Bytes(ReadOnlySpan<byte> bytes) => _buffer.Write(bytes);

    public void Number(long value)
    {
        Utf8Formatter.TryFormat(value, _buffer.GetSpan(24), out var written);
        _buffer.Advance(written);
    }

    /// <summary>A number of units as an exact decimal: 1234567 of scale 1000 is <c>1234.567</c>.</summary>
    public void Scaled(long units, long scale)
    {
        Number(units / scale);
        var rest = units % scale;
        if (rest == 0)
            return;
        var span = _buffer.GetSpan(24);
        span[0] = (byte)'.';
        var length = 1;
        for (var digit = scale / 10; rest > 0; digit /= 10)
        {
            span[length++] = (byte)('0' + (rest / digit));
            rest %= digit;
        }

        _buffer.Advance(length);
    }

    /// <summary>The shortest text that reads back as the same number.</summary>
    public void Number(double value)
    {
        if (Math.Abs(value) < 1e15 && value == Math.Floor(value))
        {
            Number((long)value);
            return;
        }

        Utf8Formatter.TryFormat(value, _buffer.GetSpan(40), out var written);
        _buffer.Advance(written);
    }
}
