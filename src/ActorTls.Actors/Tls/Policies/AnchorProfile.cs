using System.Formats.Asn1;
using ActorTls.Configuration;

namespace ActorTls.Tls;

/// <summary>Tells at load what would refuse every chain of an anchor at each handshake.</summary>
/// <param name="profile">The policy's.</param>
/// <param name="report">Takes every error and warning.</param>
/// <param name="peer"><c>client</c> or <c>server</c>: who is verified.</param>
internal sealed class AnchorProfile(CertificateProfile profile, ConfigurationReport report, string peer)
{
    private readonly List<Finding> _findings = [];

    /// <summary>Looks whether an anchor is one that nobody will get in by, or would not under the strict profile.</summary>
    internal void Look(ICertificate anchor, FileReference file, string subject)
    {
        // What a library takes for a CA without basic constraints may be pinned, and no more.
        if (profile == CertificateProfile.Compatible && anchor.Authority == AuthorityKind.Legacy)
            Add($"which has no basic constraints that make it a CA: it counts as a {peer}'s own certificate, and none that it has signed gets in");
        else if (FindViolation(anchor) is { } violation)
            Add($"which certificate-profile = strict {(profile == CertificateProfile.Strict ? "refuses" : "would refuse")}: {violation}");

        void Add(string problem) => _findings.Add(new Finding(file, subject, problem));
    }

    /// <summary>
    /// Warns of what was found, once for each file and problem, for a bundle may hold hundreds. Whether the profile leaves one of so
    /// many anchors; where the strict one leaves none, that is an error.
    /// </summary>
    internal bool LeavesAny(int count)
    {
        var leavesAny = profile != CertificateProfile.Strict || _findings.Count == 0 || _findings.Count < count;
        foreach (var same in _findings.GroupBy(finding => (finding.File.Path, finding.Problem)))
        {
            var (file, subject, problem) = same.First();
            var others = same.Count() - 1;
            var text = $"holds \"{subject}\"{(others > 0 ? $" and {others} more" : "")}, {problem}";
            if (leavesAny) report.Warning(file.Origin, file.Path, text);
            else report.Error(file.Origin, file.Path, text, "certificates as RFC 5280 has them, or certificate-profile = compatible");
        }
        return leavesAny;
    }

    private static string? FindViolation(ICertificate anchor)
    {
        try
        {
            return ProfileRules.FindViolation([new CertificateDocument(anchor.Encode())]);
        }
        catch (Exception e) when (e is AsnContentException or ArgumentException)
        {
            return "it is not well-formed";
        }
    }

    private sealed record Finding(FileReference File, string Subject, string Problem);
}
