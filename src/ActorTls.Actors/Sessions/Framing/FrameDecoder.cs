using System.Buffers;

namespace ActorTls.Sessions;

/// <summary>
/// Takes frames from a stream that arrives in pieces. A frame that lies within one piece is a part of that piece. What has arrived of
/// a frame that continues in the next piece is copied to an array of the shared pool, which grows as bytes arrive, whatever length the
/// frame tells. Between frames the decoder holds no memory. A mutable structure with one owner.
/// </summary>
internal struct FrameDecoder
{
    /// <summary>Of <see cref="_skip"/>: what is skipped ends where the framing finds an end.</summary>
    private const long ToEnd = -1;

    private byte[]? _kept;
    private int _count;

    /// <summary>How many bytes of an oversize frame are still to be skipped; 0 for none.</summary>
    private long _skip;

    /// <summary>Whether a frame has begun, and its end has not arrived. False for an oversize frame, which was reported.</summary>
    public readonly bool IsWithinFrame => _skip == 0 && _count > 0;

    private readonly ReadOnlySpan<byte> Kept => _kept.AsSpan(0, _count);

    /// <summary>Takes the next frame, or all of the data when its end has not arrived. An oversize frame is reported once, then skipped.</summary>
    /// <param name="framing">The same one at each call.</param>
    /// <param name="data">What has arrived. What was taken is taken off.</param>
    /// <param name="frame">The frame when it is complete: a part of the data, or of the lease.</param>
    /// <param name="lease">An array of the shared pool with the frame in it, which the caller gives back; null when there is none.</param>
    public FrameStatus Next(Framing framing, ref ReadOnlySpan<byte> data, out ReadOnlySpan<byte> frame, out byte[]? lease)
    {
        frame = default;
        lease = null;
        if ((_skip != 0 && !Skip(framing, ref data)) || data.IsEmpty) return FrameStatus.Incomplete;

        var found = framing.Find(Kept, data);
        switch (found.Status)
        {
            case FrameStatus.Complete:
                var taken = (int)found.Total - _count;
                if (found.Start >= _count)
                {
                    frame = data.Slice(found.Start - _count, found.Length);
                    Release();
                }
                else
                {
                    Append(data[..taken]);
                    lease = _kept;
                    frame = lease.AsSpan(found.Start, found.Length);
                    (_kept, _count) = (null, 0);
                }
                data = data[taken..];
                break;
            case FrameStatus.Incomplete:
                Append(data);
                data = default;
                break;
            case FrameStatus.Oversize when found.Total == FrameSearch.Unknown:
                _skip = ToEnd;
                KeepOverlap(framing, ref data);
                break;
            case FrameStatus.Oversize:
                _skip = found.Total - _count;
                Release();
                Skip(framing, ref data);
                break;
        }
        return found.Status;
    }

    /// <summary>Takes what has arrived of a frame whose end will not come.</summary>
    /// <param name="lease">The array of the shared pool that it is in; the caller gives it back.</param>
    public ReadOnlySpan<byte> TakeIncomplete(out byte[]? lease)
    {
        lease = _kept;
        var incomplete = Kept;
        this = default;
        return incomplete;
    }

    /// <summary>Forgets what was kept, and gives the memory back.</summary>
    public void Release()
    {
        if (_kept is not null) ArrayPool<byte>.Shared.Return(_kept);
        (_kept, _count) = (null, 0);
    }

    /// <summary>Skips what belongs to an oversize frame. True when all of the frame was skipped.</summary>
    private bool Skip(Framing framing, ref ReadOnlySpan<byte> data)
    {
        if (_skip == ToEnd)
        {
            var found = framing.Find(Kept, data);
            if (found.Total == FrameSearch.Unknown)
            {
                KeepOverlap(framing, ref data);
                return false;
            }
            _skip = found.Total - _count;
            Release();
        }

        var count = (int)Math.Min(_skip, data.Length);
        data = data[count..];
        _skip -= count;
        return _skip == 0;
    }

    /// <summary>Of a frame whose end is looked for, keeps only the bytes that a delimiter may have begun with.</summary>
    private void KeepOverlap(Framing framing, ref ReadOnlySpan<byte> data)
    {
        Span<byte> overlap = stackalloc byte[Framing.LongestDelimiter];
        var fromData = Math.Min(framing.Overlap, data.Length);
        var fromKept = Math.Min(framing.Overlap - fromData, _count);
        Kept[^fromKept..].CopyTo(overlap);
        data[^fromData..].CopyTo(overlap[fromKept..]);
        Release();
        Append(overlap[..(fromKept + fromData)]);
        data = default;
    }

    private void Append(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty) return;
        var needed = _count + data.Length;
        if (_kept is null || needed > _kept.Length)
        {
            // The pool's arrays double in size, so that a frame that arrives byte by byte is copied seldom.
            var grown = ArrayPool<byte>.Shared.Rent(needed);
            Kept.CopyTo(grown);
            if (_kept is not null) ArrayPool<byte>.Shared.Return(_kept);
            _kept = grown;
        }
        data.CopyTo(_kept.AsSpan(_count));
        _count = needed;
    }
}
