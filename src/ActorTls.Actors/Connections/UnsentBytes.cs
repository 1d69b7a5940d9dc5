using System.Buffers;

namespace ActorTls.Connections;

/// <summary>
/// Plaintext that the socket has not taken yet. Empty it holds no memory; otherwise one array from the shared pool.
/// A mutable structure with one owner, the <see cref="TlsSocket"/>.
/// </summary>
internal struct UnsentBytes
{
    private byte[]? _buffer;
    private int _start;
    private int _length;

    /// <summary>How many bytes wait.</summary>
    public readonly int Length => _length;

    /// <summary>The oldest bytes first. Valid until the next change.</summary>
    public readonly ReadOnlySpan<byte> Span => _buffer.AsSpan(_start, _length);

    /// <summary>Copies bytes to the end.</summary>
    public void Append(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty) return;

        if (_buffer is null || _start + _length + data.Length > _buffer.Length) MakeRoom(data.Length);
        data.CopyTo(_buffer.AsSpan(_start + _length));
        _length += data.Length;
    }

    /// <summary>Forgets the oldest bytes.</summary>
    public void Consume(int count)
    {
        _start += count;
        _length -= count;
        if (_length == 0) Release();
    }

    /// <summary>Forgets everything and gives the memory back.</summary>
    public void Release()
    {
        if (_buffer is not null) ArrayPool<byte>.Shared.Return(_buffer);
        this = default;
    }

    private void MakeRoom(int added)
    {
        var grown = ArrayPool<byte>.Shared.Rent(_length + added);
        if (_buffer is not null)
        {
            Span.CopyTo(grown);
            ArrayPool<byte>.Shared.Return(_buffer);
        }
        _buffer = grown;
        _start = 0;
    }
}
