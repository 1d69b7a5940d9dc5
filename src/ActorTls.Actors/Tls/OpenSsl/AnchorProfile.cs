using System.Formats.Asn1;
using ActorTls.Configuration;

namespace ActorTls.Tls.OpenSsl;

/// <summary>Tells at load what would refuse every chain of an anchor at each handshake.</summary>
/// <param name="profile">The policy's.</param>
/// <param name="report">Takes every error and warning.</param>
/// <param name="peer"><c>client</c> or <c>server</c>: who is verified.</param>
internal sealed class AnchorProfile(CertificateProfile profile, ConfigurationReport report, string peer)
{
    private readonly List<(FileReference File, string Problem)> _refused = [];

    /// <summary>Warns of an anchor that nobody will get in by, or would not under the strict profile.</summary>
    internal void Look(X509Handle anchor, FileReference file, string subject)
    {
        // 1 has basic constraints, 0 is no CA. What OpenSSL takes for a CA for other reasons may be pinned, and no more.
        if (profile == CertificateProfile.Compatible && LibCrypto.X509_check_ca(anchor) is not (0 or 1))
        {
            report.Warning(file.Origin, file.Path,
                $"holds \"{subject}\", which has no basic constraints that make it a CA: it counts as a {peer}'s own certificate, and none that it has signed gets in");
        }
        else if (FindViolation(anchor) is { } violation)
        {
            if (profile == CertificateProfile.Compatible)
                report.Warning(file.Origin, file.Path, $"holds \"{subject}\", which certificate-profile = strict would refuse: {violation}");
            else
                _refused.Add((file, $"holds \"{subject}\", which certificate-profile = strict refuses: {violation}"));
        }
    }

    /// <summary>Whether the strict profile accepts one of so many anchors. Where it accepts none that is an error, else a warning.</summary>
    internal bool LeavesAny(int count)
    {
        foreach (var (file, problem) in _refused)
        {
            if (_refused.Count < count) report.Warning(file.Origin, file.Path, problem);
            else report.Error(file.Origin, file.Path, problem, "certificates as RFC 5280 has them, or certificate-profile = compatible");
        }
        return _refused.Count == 0 || _refused.Count < count;
    }

    private static string? FindViolation(X509Handle anchor)
    {
        try
        {
            return ProfileRules.FindViolation([new CertificateDocument(NativeCertificates.Encode(anchor) ?? [])]);
        }
        catch (AsnContentException)
        {
            return "it is not well-formed";
        }
    }
}
