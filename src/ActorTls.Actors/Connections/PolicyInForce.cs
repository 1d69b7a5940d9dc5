using ActorTls.Authentication;
using ActorTls.Tls;

namespace ActorTls.Connections;

/// <summary>One version of a policy as one worker uses it: both halves of a handshake, so that they are never mixed.</summary>
/// <param name="Tls">Makes the TLS state of a connection.</param>
/// <param name="Authorizer">Decides who is let in.</param>
internal sealed record HandshakePolicy(ITlsServerContext Tls, IAuthorizer Authorizer);

/// <summary>
/// The version that new handshakes of one worker use. A handshake that has begun keeps the version it began with. Owns
/// the TLS context. Belongs to the worker's event loop, but for <see cref="Dispose"/>, which the listener calls at its end.
/// </summary>
internal sealed class PolicyInForce(HandshakePolicy policy) : IDisposable
{
    /// <summary>To be read once, when a handshake begins.</summary>
    public HandshakePolicy Current { get; private set; } = policy;

    /// <summary>Puts another version in force. Connections keep alive what they still need of the last one.</summary>
    public void Replace(HandshakePolicy next)
    {
        var last = Current;
        Current = next;
        last.Tls.Dispose();
    }

    public void Dispose() => Current.Tls.Dispose();
}
