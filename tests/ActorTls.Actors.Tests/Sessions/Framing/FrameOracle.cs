using System.Numerics;

namespace ActorTls.Actors.Tests.Sessions;

/// <summary>What a stream that has arrived whole means, found in the plainest way. Each framing's events, in order.</summary>
internal static class FrameOracle
{
    internal const string Oversize = "oversize";
    internal const string Malformed = "malformed";

    internal static string Frame(ReadOnlySpan<byte> bytes) => $"frame {Convert.ToHexString(bytes)}";

    internal static string Incomplete(ReadOnlySpan<byte> bytes) => $"incomplete {Convert.ToHexString(bytes)}";

    internal static List<string> Lines(byte[] stream, int max)
    {
        var events = new List<string>();
        var line = new List<byte>();
        foreach (var each in stream)
        {
            if (each != '\n')
            {
                line.Add(each);
                continue;
            }
            if (line is [.., (byte)'\r']) line.RemoveAt(line.Count - 1);
            events.Add(line.Count > max ? Oversize : Frame([.. line]));
            line.Clear();
        }
        AddEnd(events, [.. line], isOversize: line.Count > max + 1);
        return events;
    }

    internal static List<string> Delimiter(byte[] stream, byte[] delimiter, int max)
    {
        var events = new List<string>();
        var frame = new List<byte>();
        foreach (var each in stream)
        {
            frame.Add(each);
            if (!frame.TakeLast(delimiter.Length).SequenceEqual(delimiter)) continue;
            frame.RemoveRange(frame.Count - delimiter.Length, delimiter.Length);
            events.Add(frame.Count > max ? Oversize : Frame([.. frame]));
            frame.Clear();
        }
        AddEnd(events, [.. frame], isOversize: frame.Count >= max + delimiter.Length);
        return events;
    }

    internal static List<string> LengthPrefixed(byte[] stream, int prefixBytes, int max, bool isBigEndian, int offset, int adjustment)
    {
        var events = new List<string>();
        var rest = stream;
        while (rest.Length >= offset + prefixBytes)
        {
            var number = new BigInteger(rest.AsSpan(offset, prefixBytes), isUnsigned: true, isBigEndian);
            var following = number + adjustment;
            if (following < 0) return [.. events, Malformed];

            var total = offset + prefixBytes + following;
            var length = offset == 0 ? following : total;
            if (length > max) events.Add(Oversize);
            else if (rest.Length < total) break;
            else events.Add(Frame(rest.AsSpan((int)(total - length), (int)length)));
            if (rest.Length < total) return events;
            rest = rest[(int)total..];
        }
        AddEnd(events, rest, isOversize: false);
        return events;
    }

    internal static List<string> Fixed(byte[] stream, int size)
    {
        var events = new List<string>();
        foreach (var chunk in stream.Chunk(size)) events.Add(chunk.Length == size ? Frame(chunk) : Incomplete(chunk));
        return events;
    }

    private static void AddEnd(List<string> events, byte[] rest, bool isOversize)
    {
        if (isOversize) events.Add(Oversize);
        else if (rest.Length > 0) events.Add(Incomplete(rest));
    }
}
