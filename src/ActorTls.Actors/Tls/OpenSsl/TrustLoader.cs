using System.Collections.Immutable;
using System.Security.Cryptography;
using ActorTls.Configuration;

namespace ActorTls.Tls.OpenSsl;

/// <summary>Reads and checks <c>client-ca</c> and <c>client-crl</c>, or <c>server-ca</c> and <c>server-crl</c>.</summary>
/// <param name="files">How files are read.</param>
/// <param name="now">The time.</param>
/// <param name="report">Takes every error and warning.</param>
/// <param name="peer"><c>client</c> or <c>server</c>: who is verified.</param>
internal sealed class TrustLoader(PolicyFileReader files, DateTimeOffset now, ConfigurationReport report, string peer)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>How much a chain may differ from RFC 5280.</summary>
    internal CertificateProfile Profile { get; init; }

    /// <summary>Null when there was an error.</summary>
    internal TrustAnchors? Load(ImmutableArray<FileReference> authorities, ImmutableArray<FileReference> revocationLists)
    {
        var anchors = authorities.Select(file => Try(LoadAnchors, file)).ToList();
        var lists = revocationLists.Select(file => Try(LoadRevocationLists, file)).ToList();
        if (anchors.Contains(null) || lists.Contains(null)) return null;

        var certificates = anchors.SelectMany(list => list!).ToList();
        var crls = lists.SelectMany(list => list!).ToList();
        if (crls.Count > 0)
        {
            if (new RevocationCoverage(now.ToUnixTimeSeconds(), report, peer).Check(certificates, crls) is not { } trusted) return null;
            certificates = trusted;
        }
        var profile = new AnchorProfile(Profile, report, peer);
        foreach (var anchor in certificates) profile.Look(anchor.Certificate, anchor.File, anchor.Subject);
        if (!profile.LeavesAny(certificates.Count)) return null;
        var trust = new TrustAnchors
        {
            Profile = Profile,
            Certificates = [.. certificates.Select(anchor => anchor.Certificate)],
            RevocationLists = [.. crls.Select(list => list.Crl)],
            RevocationChanges = [.. crls.SelectMany(list => new[] { list.Start, list.End }).OfType<long>().Order()],
            HasNamesakes = NamesakeAuthorities.Exist(certificates.Select(anchor => anchor.Certificate)),
        };
        if (peer == "client" && !trust.AreNamed)
            report.Warning(authorities[0].Origin, authorities[0].Path,
                $"has CAs whose names are together more than {TrustAnchors.LongestNames} bytes, so clients are sent none to choose a certificate by");
        return trust;
    }

    /// <summary>What libraries throw about foreign data is an error of the file, and no reason to end the server.</summary>
    private T? Try<T>(Func<FileReference, T?> load, FileReference file) where T : class
    {
        try
        {
            return load(file);
        }
        catch (Exception exception)
        {
            report.Error(file.Origin, file.Path, $"cannot be used: {exception.Message}");
            return null;
        }
    }

    private List<TrustAnchor>? LoadAnchors(FileReference file)
    {
        if (files.ReadCertificates(file, PemPurpose.TrustAnchors) is not { } blocks) return null;
        var anchors = new List<TrustAnchor>();
        foreach (var block in blocks)
        {
            if (NativeCertificates.ParseCertificate(block.Content) is not { } certificate)
            {
                report.Error(file.Origin, file.Path, $"holds a damaged certificate (line {block.Line})");
                return null;
            }
            var subject = CertificateText.SubjectOf(block.Content);
            var end = NativeCertificates.ToUnixTime(LibCrypto.X509_get0_notAfter(certificate.DangerousGetHandle()));
            if (end is null)
                report.Warning(file.Origin, file.Path, $"holds a certificate, \"{subject}\", whose validity cannot be read: no {peer} can use it");
            else if (end < now.ToUnixTimeSeconds())
                report.Warning(file.Origin, file.Path, $"holds an expired certificate, \"{subject}\", which no {peer} can use any more");
            if (!_known.Add(Convert.ToHexString(SHA256.HashData(block.Content))))
                report.Warning(file.Origin, file.Path, $"holds the certificate \"{subject}\" (line {block.Line}), which was named before");
            anchors.Add(new TrustAnchor(certificate, file, subject));
        }
        return anchors;
    }

    private List<RevocationList>? LoadRevocationLists(FileReference file)
    {
        if (files.Read(file) is not { } content) return null;
        using var pem = PemFile.Parse(content);
        if (!pem.IsNone) content.AsSpan().Clear(); // a private key may be in it by mistake
        if (!PemPurpose.RevocationLists.Check(pem, file, report)) return null;
        var encoded = pem.IsNone
            ? [content]
            : pem.Blocks.FindAll(block => block.IsRevocationList).ConvertAll(block => block.Content);
        var lists = encoded.ConvertAll(der => NativeCertificates.ParseCrl(der));
        if (lists.Count > 0 && !lists.Contains(null)) return lists.ConvertAll(crl => new RevocationList(crl!, file));
        report.Error(file.Origin, file.Path, "holds no certificate revocation list, or a damaged one", "CRLs in PEM, or one in DER");
        return null;
    }
}
