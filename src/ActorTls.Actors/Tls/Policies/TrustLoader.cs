using System.Collections.Immutable;
using System.Security.Cryptography;
using ActorTls.Configuration;
using ActorTls.Tls.Certificates;
using ActorTls.Tls.Pem;

namespace ActorTls.Tls.Policies;

/// <summary>Reads and checks <c>client-ca</c> and <c>client-crl</c>, or <c>server-ca</c> and <c>server-crl</c>.</summary>
/// <param name="library">Decodes what the files hold.</param>
/// <param name="files">How files are read.</param>
/// <param name="now">The time.</param>
/// <param name="report">Takes every error and warning.</param>
/// <param name="peer"><c>client</c> or <c>server</c>: who is verified.</param>
internal sealed class TrustLoader(IPolicyLibrary library, PolicyFileReader files, DateTimeOffset now, ConfigurationReport report, string peer)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>The time in whole seconds, which certificates and lists are exact to.</summary>
    private readonly DateTimeOffset _now = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds());

    /// <summary>How much a chain may differ from RFC 5280.</summary>
    internal CertificateProfile Profile { get; init; }

    /// <summary>Loads anchors and revocation lists; null when there was an error.</summary>
    internal TrustMaterial? Load(ImmutableArray<FileReference> authorities, ImmutableArray<FileReference> revocationLists)
    {
        var anchors = authorities.Select(file => Try(LoadAnchors, file)).ToList();
        var lists = revocationLists.Select(file => Try(LoadRevocationLists, file)).ToList();
        if (anchors.Contains(null) || lists.Contains(null)) return null;

        var certificates = anchors.SelectMany(list => list!).ToList();
        var crls = lists.SelectMany(list => list!).ToList();
        if (crls.Count > 0)
        {
            if (new RevocationCoverage(library, _now, report, peer).Check(certificates, crls) is not { } trusted) return null;
            certificates = trusted;
        }
        var profile = new AnchorProfile(Profile, report, peer);
        foreach (var anchor in certificates) profile.Look(anchor.Certificate, anchor.File, anchor.Subject);
        if (!profile.LeavesAny(certificates.Count)) return null;
        var trust = new TrustMaterial
        {
            Profile = Profile,
            Anchors = [.. certificates.Select(anchor => anchor.Certificate)],
            RevocationLists = [.. crls.Select(list => list.Content)],
        };
        if (peer == "client" && !trust.AreNamed)
            report.Warning(authorities[0].Origin, authorities[0].Path,
                $"has CAs whose names are together more than {TrustMaterial.LongestNames} bytes, so clients are sent none to choose a certificate by");
        return trust;
    }

    /// <summary>Certificates and lists come from others. An exception about one is an error of the file, and must not end the server.</summary>
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
            if (library.Certificates.DecodeCertificate(block.Content) is not { } certificate)
            {
                report.Error(file.Origin, file.Path, $"holds a damaged certificate (line {block.Line})");
                return null;
            }
            var subject = CertificateText.SubjectOf(block.Content);
            if (certificate.NotAfter is not { } end)
                report.Warning(file.Origin, file.Path, $"holds a certificate, \"{subject}\", whose validity cannot be read: no {peer} can use it");
            else if (end < _now)
                report.Warning(file.Origin, file.Path, $"holds an expired certificate, \"{subject}\", which no {peer} can use any more");
            if (!_known.Add(Convert.ToHexString(SHA256.HashData(block.Content))))
                report.Warning(file.Origin, file.Path, $"holds the certificate \"{subject}\" (line {block.Line}), which was named before");
            anchors.Add(new TrustAnchor(certificate, file, subject));
        }
        return anchors;
    }

    private List<LoadedRevocationList>? LoadRevocationLists(FileReference file)
    {
        if (files.Read(file) is not { } content) return null;
        using var pem = PemFile.Parse(content);
        if (!pem.IsNone) content.AsSpan().Clear(); // a private key may be in it by mistake
        if (!PemPurpose.RevocationLists.Check(pem, file, report)) return null;
        var encoded = pem.IsNone
            ? [content]
            : pem.Blocks.FindAll(block => block.IsRevocationList).ConvertAll(block => block.Content);
        var lists = encoded.ConvertAll(der => library.Certificates.DecodeRevocationList(der));
        if (lists.Count > 0 && !lists.Contains(null)) return lists.ConvertAll(list => new LoadedRevocationList(list!, file));
        report.Error(file.Origin, file.Path, "holds no certificate revocation list, or a damaged one", "CRLs in PEM, or one in DER");
        return null;
    }
}
