using System.Collections.Immutable;
using System.Text;
using ActorTls.Configuration;
using ActorTls.Tls.OpenSsl.Certificates;
using ActorTls.Tls.OpenSsl.Native;
using ActorTls.Tls.Pem;

namespace ActorTls.Tls.OpenSsl;

/// <summary>The <c>SSL_CTX</c> of connections to servers. Channels hold references to it of their own.</summary>
internal sealed unsafe class OpenSslClientContext : ITlsClientContext
{
    private readonly SslContextHandle _context;

    /// <summary>Makes the context of a policy. It keeps no sessions, since a resumed session would skip the verification of the chain.</summary>
    internal OpenSslClientContext(OpenSslClientPolicy policy)
    {
        _context = ContextBuilder.Create(
            LibSsl.TLS_client_method(), policy.Protocols, policy.Suites, policy.Groups,
            Constants.SSL_OP_NO_RENEGOTIATION | Constants.SSL_OP_NO_TICKET);
        Configure(() =>
        {
            SetVerification(policy.ServerTrust);
            if (policy.Certificate is { } own) ContextBuilder.AddCertificate(_context, own.Certificate, own.Chain, own.Key);
            SetProtocols(_context, policy.Alpn);
        });
    }

    /// <summary>Makes the context of a program.</summary>
    internal OpenSslClientContext(TlsClientSettings settings)
    {
        var groups = settings.Groups.Select(name =>
            KeyExchangeGroups.FindCanonicalName(name) ?? throw new ArgumentException($"{name} is no group for key exchange."));
        _context = ContextBuilder.Create(LibSsl.TLS_client_method(), settings.Protocols, settings.CipherSuites, [.. groups],
            Constants.SSL_OP_NO_RENEGOTIATION);
        Configure(() =>
        {
            SetVerification(TrustAnchors.Of(ParseCertificates(settings.TrustAnchorsPem, nameof(TlsClientSettings.TrustAnchorsPem))));
            if (settings.CertificatePem is not null) SetCertificate(settings.CertificatePem, settings.PrivateKeyPem);
            SetProtocols(_context, [.. settings.Alpn.Select(Encoding.ASCII.GetBytes)]);
            ContextBuilder.Control(_context, Constants.SSL_CTRL_SET_SESS_CACHE_MODE,
                Constants.SSL_SESS_CACHE_CLIENT | Constants.SSL_SESS_CACHE_NO_INTERNAL);
            LibSsl.SSL_CTX_sess_set_new_cb(_context, &ClientChannel.OnNewSession);
        });
    }

    private CertificateProfile? Profile { get; set; }

    public ITlsClientChannel CreateChannel(
        int socket, string serverName, ITlsClientSession? session = null, ITlsClientCertificate? certificate = null) => new ClientChannel(
            _context, socket, serverName, Own<OpenSslClientSession>(session, nameof(session)),
            Own<OpenSslClientCertificate>(certificate, nameof(certificate)), Profile);

    public void Dispose() => _context.Dispose();

    private static T? Own<T>(object? given, string parameter) where T : class =>
        given is null ? null : given as T ?? throw new ArgumentException("It is another engine's.", parameter);

    private void Configure(Action configure)
    {
        try
        {
            configure();
        }
        catch
        {
            _context.Dispose();
            throw;
        }
    }

    private void SetVerification(TrustAnchors trust)
    {
        using var store = trust.CreateStore(Constants.X509_PURPOSE_SSL_SERVER);
        LibSsl.SSL_CTX_set1_cert_store(_context, store);
        LibSsl.SSL_CTX_set_verify(_context, Constants.SSL_VERIFY_PEER, trust.VerificationCallback);
        Profile = trust.Profile;
        if (Profile is not null) LibSsl.SSL_CTX_set_cert_verify_callback(_context, &ChainVerification.OnVerifyServer, 0);
        LibSsl.SSL_CTX_set_verify_depth(_context, TrustAnchors.MaximumIntermediates);
    }

    private void SetCertificate(string certificatePem, string? keyPem)
    {
        var chain = ParseCertificates(certificatePem, nameof(TlsClientSettings.CertificatePem));
        using var key = ParseKey(keyPem ?? "", nameof(TlsClientSettings.PrivateKeyPem));
        ContextBuilder.AddCertificate(_context, chain[0], chain[1..], key);
    }

    /// <summary>Sets the ALPN protocols that are offered, in order of preference.</summary>
    internal static void SetProtocols(SslContextHandle context, ImmutableArray<byte[]> alpn)
    {
        if (alpn.IsEmpty) return;
        var list = alpn.SelectMany(name => (byte[])[checked((byte)name.Length), .. name]).ToArray();
        fixed (byte* start = list)
            // Unlike its neighbours this function returns 0 for success.
            OpenSslException.ThrowIf(LibSsl.SSL_CTX_set_alpn_protos(context, start, (uint)list.Length) != 0, "SSL_CTX_set_alpn_protos");
    }

    /// <inheritdoc cref="PemText.DecodeCertificates"/>
    internal static ImmutableArray<X509Handle> ParseCertificates(string pem, string setting) =>
        [.. PemText.DecodeCertificates(pem, setting, OpenSslPolicyLibrary.Instance.Certificates).Select(OpenSslCertificate.HandleOf)];

    /// <inheritdoc cref="PemText.DecodeKey"/>
    internal static PrivateKeyHandle ParseKey(string pem, string setting) =>
        (PrivateKeyHandle)PemText.DecodeKey(pem, setting, OpenSslPolicyLibrary.Instance.Keys);
}
