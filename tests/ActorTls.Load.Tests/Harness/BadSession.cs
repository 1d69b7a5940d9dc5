using ActorTls.Scenarios.Harness;
using ActorTls.Sessions;

namespace ActorTls.Load.Tests.Harness;

/// <summary>Services that do not send back what they get.</summary>
internal static class BadSession
{
    /// <summary>From the third byte on one bit is wrong: the first are those that show that a connection works.</summary>
    public static TestService ThatFlipsABit() => new("flips", () => new Bad((connection, data, position) =>
    {
        var bytes = data.ToArray();
        if (position + bytes.Length > 2) bytes[^1] ^= 1;
        connection.Write(bytes);
    }));

    /// <summary>Sends one byte more than it got, after what it got.</summary>
    public static TestService ThatSaysMore() => new("says-more", () => new Bad((connection, data, _) =>
    {
        connection.Write(data);
        connection.Write([0]);
    }));

    /// <summary>Sends back the first byte, which shows that the connection works, and nothing more.</summary>
    public static TestService ThatFallsSilent() => new("falls-silent", () => new Bad((connection, data, position) =>
    {
        if (position == 0) connection.Write(data[..1]);
    }));

    /// <summary>Closes in good order at the first byte.</summary>
    public static TestService ThatCloses() => new("closes", () => new Bad((connection, _, _) => connection.CompleteWrites()));

    private sealed class Bad(BadAnswer answer) : Session
    {
        private long _position;

        protected internal override void OnReceived(ReadOnlySpan<byte> data)
        {
            answer(Connection, data, _position);
            _position += data.Length;
        }
    }

    private delegate void BadAnswer(IConnection connection, ReadOnlySpan<byte> data, long position);
}
