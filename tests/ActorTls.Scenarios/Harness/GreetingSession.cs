using System.Text;
using ActorTls.Sessions;

namespace ActorTls.Scenarios.Harness;

/// <summary>Says a text as soon as there is somebody to hear it, and then echoes.</summary>
internal sealed class GreetingSession(string greeting) : Session
{
    protected internal override void OnEstablished() => Connection.Write(Encoding.UTF8.GetBytes(greeting));

    protected internal override void OnReceived(ReadOnlySpan<byte> data) => Connection.Write(data);
}
