using System.Collections.Immutable;
using ActorTls.Configuration;
using ActorTls.Tls.Certificates;
using ActorTls.Tls.OpenSsl.Certificates;
using ActorTls.Tls.OpenSsl.Native;
using ActorTls.Tls.ServerNames;
using ActorTls.Tls.Tickets;

namespace ActorTls.Tls.OpenSsl;

/// <summary>
/// The <c>SSL_CTX</c>s of one event loop, one for each set of certificate entries. Channels keep them alive, so that a policy can be
/// replaced while handshakes under the old policy go on.
/// </summary>
internal sealed class OpenSslServerContext : ITlsServerContext
{
    private readonly SslContextHandle[] _sets;
    private int _references = 1;
    private int _disposed;

    internal OpenSslServerContext(OpenSslPolicy policy, SslContextHandle[] sets, TicketKeyRing? tickets, TimeProvider time)
    {
        _sets = sets;
        Names = policy.Names;
        RejectsUnknownNames = policy.Settings.UnknownServerName == UnknownServerName.Reject;
        Alpn = policy.Alpn;
        Groups = policy.Groups;
        Tickets = tickets;
        RequiresCertificate = policy.RequiresCertificate;
        ClientTrust = policy.ClientTrust;
        Time = time;
    }

    internal ServerNameTable Names { get; }

    internal bool RejectsUnknownNames { get; }

    internal ImmutableArray<byte[]> Alpn { get; }

    /// <summary>The groups for key exchange, under canonical names, which are OpenSSL's too.</summary>
    internal ImmutableArray<string> Groups { get; }

    /// <summary>Null when there is no resumption.</summary>
    internal TicketKeyRing? Tickets { get; }

    /// <summary>Whether a client without a certificate is refused.</summary>
    internal bool RequiresCertificate { get; }

    /// <summary>Null when no client is asked for a certificate.</summary>
    internal TrustAnchors? ClientTrust { get; }

    internal VerifiedChains VerifiedChains { get; } = new();

    internal TimeProvider Time { get; }

    internal SslContextHandle Set(int index) => _sets[index];

    public ITlsChannel? TryCreateChannel(int socket)
    {
        if (!TryHold()) return null;
        try
        {
            return new ServerChannel(this, socket);
        }
        catch
        {
            Release();
            throw;
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0) Release();
    }

    /// <summary>Adds a channel's reference; false when the last reference is gone, and the contexts with it.</summary>
    private bool TryHold()
    {
        for (var references = Volatile.Read(ref _references); references > 0;)
        {
            var seen = Interlocked.CompareExchange(ref _references, references + 1, references);
            if (seen == references) return _disposed == 0 || Unhold();
            references = seen;
        }
        return false;
    }

    private bool Unhold()
    {
        Release();
        return false;
    }

    /// <summary>Gives back the reference of a channel or of the owner.</summary>
    internal void Release()
    {
        if (Interlocked.Decrement(ref _references) != 0) return;
        foreach (var set in _sets) set.Dispose();
    }
}
