using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;

namespace ActorTls.Tls.OpenSsl;

/// <summary>The <c>SSL_CTX</c> of connections to servers. Channels hold references to it of their own.</summary>
internal sealed unsafe class OpenSslClientContext : ITlsClientContext
{
    private readonly SslContextHandle _context;

    internal OpenSslClientContext(TlsClientSettings settings)
    {
        var groups = settings.Groups.Select(name =>
            KeyExchangeGroups.FindOpenSslName(name) ?? throw new ArgumentException($"{name} is no group for key exchange."));
        _context = ContextBuilder.Create(LibSsl.TLS_client_method(), settings.Protocols, settings.CipherSuites, [.. groups],
            Constants.SSL_OP_NO_RENEGOTIATION);
        try
        {
            SetVerification(settings.TrustAnchorsPem);
            if (settings.CertificatePem is not null) SetCertificate(settings.CertificatePem, settings.PrivateKeyPem);
            SetProtocols(settings.Alpn);
            ContextBuilder.Control(_context, Constants.SSL_CTRL_SET_SESS_CACHE_MODE,
                Constants.SSL_SESS_CACHE_CLIENT | Constants.SSL_SESS_CACHE_NO_INTERNAL);
            LibSsl.SSL_CTX_sess_set_new_cb(_context, &ClientChannel.OnNewSession);
        }
        catch
        {
            _context.Dispose();
            throw;
        }
    }

    public ITlsClientChannel CreateChannel(int socket, string serverName, TlsClientSession? session = null) =>
        new ClientChannel(_context, socket, serverName, session);

    public void Dispose() => _context.Dispose();

    private void SetVerification(string anchorsPem)
    {
        var trust = new TrustAnchors
        {
            Certificates = ParseCertificates(anchorsPem, nameof(TlsClientSettings.TrustAnchorsPem)),
            RevocationLists = [],
            RevocationListsEnd = long.MaxValue,
        };
        using var store = trust.CreateStore(Constants.X509_PURPOSE_SSL_SERVER);
        LibSsl.SSL_CTX_set1_cert_store(_context, store);
        LibSsl.SSL_CTX_set_verify(_context, Constants.SSL_VERIFY_PEER, null);
        LibSsl.SSL_CTX_set_verify_depth(_context, TrustAnchors.MaximumIntermediates);
    }

    private void SetCertificate(string certificatePem, string? keyPem)
    {
        var chain = ParseCertificates(certificatePem, nameof(TlsClientSettings.CertificatePem));
        using var key = ParseKey(keyPem ?? "");
        ContextBuilder.AddCertificate(_context, chain[0], chain[1..], key);
    }

    private void SetProtocols(ImmutableArray<string> alpn)
    {
        if (alpn.IsEmpty) return;
        var list = alpn.SelectMany(name => (byte[])[checked((byte)name.Length), .. Encoding.ASCII.GetBytes(name)]).ToArray();
        fixed (byte* start = list)
            // Unlike its neighbours this function returns 0 for success.
            OpenSslException.ThrowIf(LibSsl.SSL_CTX_set_alpn_protos(_context, start, (uint)list.Length) != 0, "SSL_CTX_set_alpn_protos");
    }

    private static ImmutableArray<X509Handle> ParseCertificates(string pem, string setting)
    {
        var blocks = PemBlocks.Parse(Encoding.UTF8.GetBytes(pem));
        ImmutableArray<X509Handle> certificates =
            [.. blocks.Where(block => block.IsCertificate).Select(block => NativeCertificates.ParseCertificate(block.Content)).OfType<X509Handle>()];
        return certificates.IsEmpty ? throw new ArgumentException($"{setting} holds no certificate.") : certificates;
    }

    private static PrivateKeyHandle ParseKey(string pem)
    {
        var blocks = PemBlocks.Parse(Encoding.UTF8.GetBytes(pem));
        try
        {
            var key = blocks.Find(block => block.IsPrivateKey);
            return (key is null ? null : NativeCertificates.ParsePrivateKey(key.Content)) ??
                   throw new ArgumentException($"{nameof(TlsClientSettings.PrivateKeyPem)} holds no private key.");
        }
        finally
        {
            PemBlocks.Dispose(blocks);
        }
    }
}
