using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorTls.Configuration;

namespace ActorTls.Tls.OpenSsl;

/// <summary>
/// Makes the handshakes that a policy is for, in memory and with the contexts that it would be served by: each certificate in
/// each version that it can be shown in. What fails there would fail with every peer.
/// </summary>
internal sealed unsafe class PolicyProof(ConfigurationReport report)
{
    private static readonly ImmutableArray<(TlsProtocols Protocol, int Number, string Name)> Versions =
        [(TlsProtocols.Tls12, Constants.TLS1_2_VERSION, "TLS 1.2"), (TlsProtocols.Tls13, Constants.TLS1_3_VERSION, "TLS 1.3")];

    /// <summary>Bytes that a client of OpenSSL's reads of a server's chain, unless it is told to read more.</summary>
    private const int LongestChain = 100 << 10;

    private static readonly ImmutableArray<string> CurvesOfCertificates = ["P-256", "P-384", "P-521"];

    private static readonly Lazy<ThrowawayCertificate> Ecdsa = new(() => new ThrowawayCertificate(ECDsa.Create(ECCurve.NamedCurves.nistP256)));
    private static readonly Lazy<ThrowawayCertificate> Rsa = new(() => new ThrowawayCertificate(RSA.Create(2048)));

    /// <summary>Whether a server can show each of its certificates. Clients that it would refuse are not tried.</summary>
    internal bool Holds(OpenSslPolicy policy)
    {
        using ITlsServerContext context = ServerContextFactory.Create(policy, "proof", 1, TimeProvider.System)[0];
        using var client = CreateClient(policy);
        var isReachable = false;
        foreach (var entry in policy.Served)
        {
            if (!FindName(policy, entry, out var serverName)) continue;
            isReachable = true;
            foreach (var version in Versions.Where(version => policy.Protocols.HasFlag(version.Protocol) && CanBeShown(policy.Suites, entry, version.Protocol)))
                if (!IsShown(context, client, entry, serverName, version.Number, version.Name)) return false;
        }
        if (isReachable) return true;
        report.Error(policy.Settings.Certificates.Origin, null,
            "has no certificate with a server name, and unknown-server-name = reject refuses everybody else", "a certificate for at least one name");
        return false;
    }

    /// <summary>
    /// Whether a client can speak with a server, and show its certificate, if it has one. A version that fails beside one that does
    /// not gives a warning, for the server may take the other.
    /// </summary>
    internal bool Holds(OpenSslClientPolicy policy, SettingOrigin origin)
    {
        using var context = new OpenSslClientContext(policy);
        var versions = Versions.Where(version => policy.Protocols.HasFlag(version.Protocol)).ToList();
        var failures = versions.Select(version => (version.Name, Failure: FindFailure(context, policy, version.Protocol, version.Number)))
            .Where(each => each.Failure is not null).ToList();
        var works = failures.Count < versions.Count;
        foreach (var (version, failure) in failures)
        {
            var (place, file) = policy.Certificate is { } shown ? (shown.File.Origin, shown.File.Path) : (origin, null);
            var problem = $"{(file is null ? "allows no handshake with" : "cannot be shown to")} a server with {version}: {failure!.Detail}";
            if (works) report.Warning(place, file, problem);
            else report.Error(place, file, problem);
        }
        return works;
    }

    private static TlsFailure? FindFailure(OpenSslClientContext context, OpenSslClientPolicy policy, TlsProtocols protocol, int version)
    {
        using var server = CreateServer(policy, protocol);
        using var serving = new ProofChannel(server, version);
        using var own = (OpenSslChannel)context.CreateChannel(-1, "server.example");
        LibSsl.SSL_set_verify(own.Ssl, Constants.SSL_VERIFY_NONE, null); // no server of the policy's CAs is at hand
        serving.HandshakeWith(own);
        return serving.Failure ?? own.Failure;
    }

    /// <summary>Whether a version has a suite for a certificate's key: a TLS 1.2 suite names the kind of key it signs with.</summary>
    internal static bool CanBeShown(ImmutableArray<CipherSuite> suites, ServedCertificate entry, TlsProtocols version) => suites.Any(suite =>
        suite.Protocol == version &&
        (version == TlsProtocols.Tls13 || suite.Name.Contains(entry.KeyKind == "RSA" ? "_RSA_" : "_ECDSA_", StringComparison.Ordinal)));

    private bool IsShown(
        ITlsServerContext context, SslContextHandle client, ServedCertificate entry, string? serverName, int version, string versionName)
    {
        using var server = (ServerChannel)context.CreateChannel(-1);
        using var asking = new ProofChannel(client, version, SignatureAlgorithmsOf(entry), serverName);
        asking.HandshakeWith(server);
        // A client without a certificate gets as far as being told that it needs one.
        var failure = server.Failure is { Kind: TlsFailureKind.CertificateRejected } && server.RequiresCertificate ? null : server.Failure ?? asking.Failure;
        if (failure is null)
        {
            WarnOfRefusal(entry, LibSsl.SSL_get_verify_result(asking.Ssl));
            return true;
        }
        report.Error(entry.File.Origin, entry.File.Path, $"cannot be shown to a client with {versionName}: {failure.Detail}");
        return false;
    }

    private void WarnOfRefusal(ServedCertificate entry, CLong result)
    {
        if (result.Value == Constants.X509_V_OK) return;
        report.Warning(entry.File.Origin, entry.File.Path,
            $"is refused by every client that verifies it: {VerificationErrors.TextOf((int)result.Value)}");
    }

    /// <summary>A name that a client gets the certificate for, null for none at all; false when no client gets it.</summary>
    private static bool FindName(OpenSslPolicy policy, ServedCertificate entry, out string? serverName)
    {
        var index = policy.Served.IndexOf(entry);
        serverName = null;
        if (policy.Names.Sets[0].Contains(index) && policy.Settings.UnknownServerName != UnknownServerName.Reject) return true;
        serverName = entry.Patterns.Select(pattern => pattern.Replace("*", "host", StringComparison.Ordinal))
            .FirstOrDefault(name => policy.Names.Find(name) is >= 0 and var set && policy.Names.Sets[set].Contains(index));
        return serverName is not null;
    }

    private static string SignatureAlgorithmsOf(ServedCertificate entry) => entry.KeyKind switch
    {
        "RSA" => "RSA-PSS+SHA256:RSA-PSS+SHA384:RSA-PSS+SHA512:rsa_pss_pss_sha256:rsa_pss_pss_sha384:rsa_pss_pss_sha512:RSA+SHA256:RSA+SHA384:RSA+SHA512",
        "ECDSA" => "ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512",
        _ => "ed25519",
    };

    /// <summary>Trusts the very certificates that are served, so that what is wrong is wrong with them and not with their chain.</summary>
    private static SslContextHandle CreateClient(OpenSslPolicy policy)
    {
        var client = ContextBuilder.Create(
            LibSsl.TLS_client_method(), policy.Protocols, policy.Suites, [.. policy.Groups.Union(CurvesOfCertificates)], 0);
        using var store = new TrustAnchors
        {
            Certificates = [.. policy.Served.Select(entry => entry.Certificate)],
            RevocationLists = [],
            RevocationChanges = [],
            HasNamesakes = false,
        }.CreateStore(Constants.X509_PURPOSE_SSL_SERVER);
        LibSsl.SSL_CTX_set1_cert_store(client, store);
        LibSsl.SSL_CTX_set_verify(client, Constants.SSL_VERIFY_NONE, null); // the result is told, and ends nothing
        ContextBuilder.Control(client, Constants.SSL_CTRL_SET_MAX_CERT_LIST, LongestChain);
        if (!policy.Alpn.IsEmpty) OpenSslClientContext.SetProtocols(client, policy.Alpn);
        return client;
    }

    private static SslContextHandle CreateServer(OpenSslClientPolicy policy, TlsProtocols version)
    {
        var server = ContextBuilder.Create(
            LibSsl.TLS_server_method(), policy.Protocols, policy.Suites, [.. policy.Groups.Union(CurvesOfCertificates)], Constants.SSL_OP_NO_TICKET);
        // With TLS 1.2 the certificate has to be of a kind that the suites name, and of a curve that the groups do.
        var ecdsa = version == TlsProtocols.Tls13 || (policy.Groups.Contains("P-256") &&
            policy.Suites.Any(suite => suite.Protocol == version && suite.Name.Contains("_ECDSA_", StringComparison.Ordinal)));
        var own = ecdsa ? Ecdsa.Value : Rsa.Value;
        ContextBuilder.AddCertificate(server, own.Certificate, [], own.Key);
        LibSsl.SSL_CTX_set_verify(server, Constants.SSL_VERIFY_PEER | (policy.Certificate is null ? 0 : Constants.SSL_VERIFY_FAIL_IF_NO_PEER_CERT), null);
        LibSsl.SSL_CTX_set_cert_verify_callback(server, &OnVerify, 0);
        return server;
    }

    /// <summary>The proof is about the certificate's handshake, not about who would trust it.</summary>
    [UnmanagedCallersOnly]
    private static int OnVerify(nint storeContext, nint argument) => 1;

    /// <summary>A server's certificate that nobody outside a proof ever sees.</summary>
    private sealed class ThrowawayCertificate
    {
        internal ThrowawayCertificate(AsymmetricAlgorithm key)
        {
            var request = key is RSA rsa
                ? new CertificateRequest("CN=server.example", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
                : new CertificateRequest("CN=server.example", (ECDsa)key, HashAlgorithmName.SHA256);
            using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
            Certificate = NativeCertificates.ParseCertificate(certificate.RawDataMemory.Span)!;
            Key = NativeCertificates.ParsePrivateKey(key.ExportPkcs8PrivateKey())!;
            key.Dispose();
        }

        internal X509Handle Certificate { get; }

        internal PrivateKeyHandle Key { get; }
    }
}
