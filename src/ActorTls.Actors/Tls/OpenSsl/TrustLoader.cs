using System.Collections.Immutable;
using ActorTls.Configuration;

namespace ActorTls.Tls.OpenSsl;

/// <summary>Reads and checks <c>client-ca</c> and <c>client-crl</c>, or <c>server-ca</c> and <c>server-crl</c>.</summary>
/// <param name="files">How files are read.</param>
/// <param name="now">The time.</param>
/// <param name="report">Takes every error and warning.</param>
/// <param name="peer"><c>client</c> or <c>server</c>: who is verified.</param>
internal sealed class TrustLoader(PolicyFileReader files, DateTimeOffset now, ConfigurationReport report, string peer)
{
    private sealed record Anchor(X509Handle Certificate, FileReference File, string Subject);

    private sealed record RevocationList(X509CrlHandle Crl, FileReference File)
    {
        internal bool IsUsed { get; set; }
    }

    /// <summary>How much a chain may differ from RFC 5280.</summary>
    internal CertificateProfile Profile { get; init; }

    /// <summary>Null when there was an error.</summary>
    internal TrustAnchors? Load(ImmutableArray<FileReference> authorities, ImmutableArray<FileReference> revocationLists)
    {
        var anchors = authorities.Select(LoadAnchors).ToList();
        var lists = revocationLists.Select(LoadRevocationLists).ToList();
        if (anchors.Contains(null) || lists.Contains(null)) return null;

        var certificates = anchors.SelectMany(list => list!).ToList();
        var crls = lists.SelectMany(list => list!).ToList();
        if (crls.Count > 0 && !CheckCoverage(certificates, crls)) return null;
        var profile = new AnchorProfile(Profile, report, peer);
        foreach (var anchor in certificates) profile.Look(anchor.Certificate, anchor.File, anchor.Subject);
        if (!profile.LeavesAny(certificates.Count)) return null;
        return new TrustAnchors
        {
            Profile = Profile,
            Certificates = [.. certificates.Select(anchor => anchor.Certificate)],
            RevocationLists = [.. crls.Select(list => list.Crl)],
            RevocationChanges = [.. crls.SelectMany(list => TimesOf(list.Crl)).Order()],
        };
    }

    private List<Anchor>? LoadAnchors(FileReference file)
    {
        if (files.ReadCertificates(file) is not { } blocks) return null;
        var anchors = new List<Anchor>();
        foreach (var block in blocks)
        {
            if (NativeCertificates.ParseCertificate(block.Content) is not { } certificate)
            {
                report.Error(file.Origin, file.Path, $"holds a damaged certificate (block {blocks.IndexOf(block) + 1})");
                return null;
            }
            var subject = CertificateText.SubjectOf(block.Content);
            var end = NativeCertificates.ToUnixTime(LibCrypto.X509_get0_notAfter(certificate.DangerousGetHandle()));
            if (end is null || end < now.ToUnixTimeSeconds())
                report.Warning(file.Origin, file.Path, $"holds an expired certificate, \"{subject}\", which no {peer} can use any more");
            anchors.Add(new Anchor(certificate, file, subject));
        }
        return anchors;
    }

    private List<RevocationList>? LoadRevocationLists(FileReference file)
    {
        if (files.Read(file) is not { } content) return null;
        var blocks = PemBlocks.Parse(content);
        var encoded = blocks.Count == 0
            ? [content]
            : blocks.Where(block => block.Label == "X509 CRL").Select(block => block.Content).ToList();
        var lists = encoded.ConvertAll(der => NativeCertificates.ParseCrl(der));
        if (lists.Count > 0 && !lists.Contains(null)) return lists.ConvertAll(crl => new RevocationList(crl!, file));
        report.Error(file.Origin, file.Path, "holds no certificate revocation list, or a damaged one", "CRLs in PEM, or one in DER");
        return null;
    }

    /// <summary>Whether each CA has a valid list. A CRL that cannot be used is an error too.</summary>
    private bool CheckCoverage(List<Anchor> anchors, List<RevocationList> lists)
    {
        var valid = true;
        foreach (var anchor in anchors.Where(anchor => LibCrypto.X509_check_ca(anchor.Certificate) != 0))
            valid &= IsCovered(anchor, lists);
        foreach (var unused in lists.Where(list => !list.IsUsed))
        {
            // It may be of an intermediate that peers send along; its signature is checked at each handshake.
            var end = NativeCertificates.ToUnixTime(LibCrypto.X509_CRL_get0_nextUpdate(unused.Crl));
            if (end > now.ToUnixTimeSeconds()) continue;
            report.Error(unused.File.Origin, unused.File.Path, "holds a CRL that is past its next update, or has none");
            valid = false;
        }
        return valid;
    }

    private bool IsCovered(Anchor anchor, List<RevocationList> lists)
    {
        var subject = LibCrypto.X509_get_subject_name(anchor.Certificate);
        var key = LibCrypto.X509_get0_pubkey(anchor.Certificate);
        var own = lists.Where(list => LibCrypto.X509_NAME_cmp(subject, LibCrypto.X509_CRL_get_issuer(list.Crl)) == 0 &&
                                      LibCrypto.X509_CRL_verify(list.Crl, key) == 1).ToList();
        LibCrypto.ERR_clear_error();
        if (own.Count == 0)
        {
            report.Error(anchor.File.Origin, anchor.File.Path, $"holds the CA \"{anchor.Subject}\", for which {peer}-crl has no list",
                $"one valid CRL for each CA of {peer}-ca");
            return false;
        }
        foreach (var list in own) list.IsUsed = true;
        if (own.Exists(IsInForce)) return true;
        report.Error(own[0].File.Origin, own[0].File.Path,
            $"holds no currently valid CRL of \"{anchor.Subject}\": past its next update, without one, or not yet in force");
        return false;
    }

    private bool IsInForce(RevocationList list)
    {
        var seconds = now.ToUnixTimeSeconds();
        var start = NativeCertificates.ToUnixTime(LibCrypto.X509_CRL_get0_lastUpdate(list.Crl));
        var end = NativeCertificates.ToUnixTime(LibCrypto.X509_CRL_get0_nextUpdate(list.Crl));
        return start <= seconds && end > seconds;
    }

    private static IEnumerable<long> TimesOf(X509CrlHandle crl) =>
        new[] { LibCrypto.X509_CRL_get0_lastUpdate(crl), LibCrypto.X509_CRL_get0_nextUpdate(crl) }
            .Select(NativeCertificates.ToUnixTime).OfType<long>();
}
