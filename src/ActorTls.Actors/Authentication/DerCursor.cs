using System.Formats.Asn1;

namespace ActorTls.Authentication;

/// <summary>
/// Walks over values in DER without allocating, and knows where in the whole it is. Anything unexpected is an
/// <see cref="AsnContentException"/>.
/// </summary>
/// <param name="data">What is ahead.</param>
/// <param name="position">Where <paramref name="data"/> begins in the whole.</param>
internal ref struct DerCursor(ReadOnlySpan<byte> data, int position)
{
    private const int LastTwoDigitYear = 2049;

    private ReadOnlySpan<byte> _data = data;
    private int _position = position;

    /// <summary>Whether nothing is ahead.</summary>
    public readonly bool IsAtEnd => _data.IsEmpty;

    /// <summary>The tag of the next value, which must be there.</summary>
    public readonly Asn1Tag PeekTag() => Asn1Tag.Decode(_data, out _);

    /// <summary>Whether there is a next value and it has this tag.</summary>
    public readonly bool IsAt(Asn1Tag tag) => !IsAtEnd && PeekTag().HasSameClassAndValue(tag);

    /// <summary>Fails unless nothing is ahead.</summary>
    public readonly void RequireEnd()
    {
        if (!IsAtEnd) throw new AsnContentException("Something follows where the end is due.");
    }

    /// <summary>Passes over the next value and returns a cursor over its content.</summary>
    public DerCursor Enter(Asn1Tag tag)
    {
        var start = _position;
        RequireTag(tag);
        var content = Next(out var offset);
        return new DerCursor(content, start + offset);
    }

    /// <summary>Passes over the next value and returns its content.</summary>
    public ReadOnlySpan<byte> Read(Asn1Tag tag)
    {
        RequireTag(tag);
        return Next(out _);
    }

    /// <summary>Passes over the next value, whatever it is, and returns its content.</summary>
    public ReadOnlySpan<byte> ReadAny() => Next(out _);

    /// <summary>Passes over the next value and returns its place in the whole, and its content's.</summary>
    public (Range Whole, Range Content) Skip(Asn1Tag tag)
    {
        var start = _position;
        RequireTag(tag);
        var length = Next(out var offset).Length;
        return (start.._position, (start + offset)..(start + offset + length));
    }

    /// <summary>Passes over an X.509 <c>Time</c>.</summary>
    public DateTimeOffset ReadTime()
    {
        int consumed;
        var time = IsAt(Asn1Tag.UtcTime)
            ? AsnDecoder.ReadUtcTime(_data, AsnEncodingRules.DER, out consumed, LastTwoDigitYear)
            : AsnDecoder.ReadGeneralizedTime(_data, AsnEncodingRules.DER, out consumed);
        _data = _data[consumed..];
        _position += consumed;
        return time;
    }

    private readonly void RequireTag(Asn1Tag tag)
    {
        if (PeekTag() != tag) throw new AsnContentException($"There is {PeekTag()} where {tag} is due.");
    }

    private ReadOnlySpan<byte> Next(out int contentOffset)
    {
        AsnDecoder.ReadEncodedValue(
            _data, AsnEncodingRules.DER, out contentOffset, out var contentLength, out var consumed);
        var content = _data.Slice(contentOffset, contentLength);
        _data = _data[consumed..];
        _position += consumed;
        return content;
    }
}
