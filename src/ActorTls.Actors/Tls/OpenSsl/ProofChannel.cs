using System.Runtime.InteropServices;
using System.Text;
using ActorTls.Tls.OpenSsl.Native;

namespace ActorTls.Tls.OpenSsl;

/// <summary>
/// The other side of a policy's proof: it is joined with the policy's own channel over memory, so that a handshake can be made
/// before there is any connection.
/// </summary>
internal sealed unsafe class ProofChannel : OpenSslChannel
{
    private const int NoSocket = -1;
    private const int MostSteps = 64;

    /// <summary>A client of a context, which offers one version and one kind of certificate.</summary>
    internal ProofChannel(SslContextHandle context, int version, string signatureAlgorithms, string? serverName) : base(context, NoSocket)
    {
        LibSsl.SSL_set_connect_state(Ssl);
        LimitTo(version);
        Control(Constants.SSL_CTRL_SET_SIGALGS_LIST, signatureAlgorithms);
        if (serverName is not null) Control(Constants.SSL_CTRL_SET_TLSEXT_HOSTNAME, serverName);
    }

    /// <summary>A server of a context, which speaks one version.</summary>
    internal ProofChannel(SslContextHandle context, int version) : base(context, NoSocket)
    {
        LibSsl.SSL_set_accept_state(Ssl);
        LimitTo(version);
    }

    protected override string? ServerName => null;

    /// <summary>Takes this and another channel, also without a socket, as far as they get.</summary>
    internal void HandshakeWith(OpenSslChannel other)
    {
        nint own, others;
        OpenSslException.ThrowIf(LibCrypto.BIO_new_bio_pair(&own, 0, &others, 0) != 1, "BIO_new_bio_pair");
        LibSsl.SSL_set_bio(Ssl, own, own);
        LibSsl.SSL_set_bio(other.Ssl, others, others);
        for (var step = 0; step < MostSteps; step++)
        {
            var (status, othersStatus) = (Handshake(), other.Handshake());
            if (status is TlsStatus.Failed || othersStatus is TlsStatus.Failed || (status, othersStatus) is (TlsStatus.Done, TlsStatus.Done)) return;
        }
    }

    protected override void Released() { }

    private void LimitTo(int version)
    {
        _ = LibSsl.SSL_ctrl(Ssl, Constants.SSL_CTRL_SET_MIN_PROTO_VERSION, new CLong(version), null);
        _ = LibSsl.SSL_ctrl(Ssl, Constants.SSL_CTRL_SET_MAX_PROTO_VERSION, new CLong(version), null);
    }

    private void Control(int command, string argument)
    {
        fixed (byte* text = Encoding.ASCII.GetBytes(argument + '\0'))
            OpenSslException.ThrowIf(LibSsl.SSL_ctrl(Ssl, command, new CLong(0), text).Value != 1, $"SSL_ctrl {command} {argument}");
    }
}
