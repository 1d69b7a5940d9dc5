using System.Formats.Asn1;
using ActorTls.Configuration;
using ActorTls.Tls.Certificates;

namespace ActorTls.Tls.Policies;

/// <summary>Finds trust anchors whose every chain would be refused at each handshake, and reports them when the policy is loaded.</summary>
/// <param name="profile">The policy's.</param>
/// <param name="report">Takes every error and warning.</param>
/// <param name="peer"><c>client</c> or <c>server</c>: who is verified.</param>
internal sealed class AnchorProfile(CertificateProfile profile, ConfigurationReport report, string peer)
{
    private readonly List<Finding> _findings = [];

    /// <summary>Examines whether every chain of an anchor is refused, or would be refused under the strict profile.</summary>
    internal void Look(ICertificate anchor, FileReference file, string subject)
    {
        // A CA without basic constraints can be pinned, but a chain below it is refused.
        if (profile == CertificateProfile.Compatible && anchor.Authority == AuthorityKind.Legacy)
            Add($"which has no basic constraints that make it a CA: it counts as a {peer}'s own certificate, and none that it has signed gets in");
        else if (FindViolation(anchor) is { } violation)
            Add($"which certificate-profile = strict {(profile == CertificateProfile.Strict ? "refuses" : "would refuse")}: {violation}");

        void Add(string problem) => _findings.Add(new Finding(file, subject, problem));
    }

    /// <summary>
    /// Reports the findings, once for each file and problem, since a bundle may hold hundreds of anchors. Returns whether the profile
    /// leaves at least one of so many anchors. Findings are errors where the strict profile leaves none, and else warnings.
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
