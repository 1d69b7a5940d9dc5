using ActorTls.Configuration;

namespace ActorTls.Tls.Pem;

/// <summary>The purpose of a PEM file, which decides which of its blocks count.</summary>
internal sealed class PemPurpose
{
    private const string ForTrust = "CERTIFICATE blocks: openssl x509 -in FILE -out NEW";

    // Blocks that do not matter for trust. An operator may believe that they are in use, so each gives a warning.
    private static readonly string[] Idle =
    [
        "DH PARAMETERS", "X9.42 DH PARAMETERS", "DSA PARAMETERS", "EC PARAMETERS", "PUBLIC KEY", "RSA PUBLIC KEY",
        "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST",
    ];

    private readonly Func<PemBlock, bool> _isUsual;
    private readonly Func<PemBlock, bool> _isIdle;

    private PemPurpose(Func<PemBlock, bool> isUsual, Func<PemBlock, bool> isIdle) => (_isUsual, _isIdle) = (isUsual, isIdle);

    /// <summary>A served certificate and its chain; the key may be in the same file.</summary>
    internal static PemPurpose CertificateChain { get; } = new(
        block => block.IsCertificate || block.IsPrivateKey || block.Label == "EC PARAMETERS", IsIdle);

    /// <summary>Trust anchors.</summary>
    internal static PemPurpose TrustAnchors { get; } = new(
        block => block.IsCertificate, block => block.IsPrivateKey || IsIdle(block));

    /// <summary>Certificate revocation lists.</summary>
    internal static PemPurpose RevocationLists { get; } = new(
        block => block.IsRevocationList, block => block.IsPrivateKey || block.IsCertificate || IsIdle(block));

    /// <summary>A private key; its certificate may be in the same file.</summary>
    internal static PemPurpose PrivateKey { get; } = new(
        block => block.IsCertificate || block.IsPrivateKey || block.Label == "EC PARAMETERS", IsIdle);

    /// <summary>Reports every block that is not read, and every mistake; false when there was an error.</summary>
    internal bool Check(PemFile content, FileReference file, ConfigurationReport report)
    {
        foreach (var (line, problem) in content.Problems)
            report.Error(file.Origin, file.Path, $"holds {problem} (line {line})");
        var isRight = content.Problems.Count == 0;
        foreach (var block in content.Blocks.Where(block => !_isUsual(block)))
        {
            var what = $"holds a block {block.Label} (line {block.Line})";
            if (_isIdle(block))
            {
                report.Warning(file.Origin, file.Path, $"{what}, which has no effect here");
                continue;
            }
            isRight = false;
            report.Error(file.Origin, file.Path, $"{what}, which is not read here", block.Label switch
            {
                "TRUSTED CERTIFICATE" => ForTrust,
                "X509 CRL" => "client-crl or server-crl for revocation lists",
                _ => null,
            });
        }
        return isRight;
    }

    private static bool IsIdle(PemBlock block) => Idle.Contains(block.Label);
}
