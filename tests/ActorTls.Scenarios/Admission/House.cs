using System.Collections.Immutable;
using ActorTls.Configuration;
using ActorTls.Scenarios.Harness;
using ActorTls.Testing;

namespace ActorTls.Scenarios.Admission;

/// <summary>A policy as it is deployed, made of choices that an oracle can look at.</summary>
internal sealed record House(
    int Number, bool IsTls13Alone, bool RejectsUnknownNames, bool RequiresCertificates, bool TrustsAuthority, bool TrustsOther,
    bool ChecksRevocation, bool HasListOfIntermediate, bool IssuesTickets, ImmutableArray<string>? Allowed, ImmutableArray<Visitor> Revoked)
{
    /// <summary>The server's names: each has a certificate of its own, and the first is shown to who asks for another.</summary>
    public static readonly ImmutableArray<string> Certificates = ["localhost", "other.example", "*.wild.example"];

    public static House Build(int number, Random random, IReadOnlyList<Visitor> visitors)
    {
        bool OneIn(int count) => random.Next(count) == 0;
        var trustsOther = OneIn(3);
        return new House(
            number,
            IsTls13Alone: OneIn(6),
            RejectsUnknownNames: OneIn(3),
            RequiresCertificates: !OneIn(4),
            TrustsAuthority: !trustsOther || !OneIn(3),
            TrustsOther: trustsOther,
            ChecksRevocation: OneIn(2),
            HasListOfIntermediate: OneIn(2),
            IssuesTickets: !OneIn(5),
            Allowed: random.Next(4) switch { 0 => null, 1 => ["bob"], 2 => ["alice", "bob"], _ => ["alice"] },
            Revoked: [.. visitors.Where(visitor => visitor.Issuer is Issuer.Authority or Issuer.Intermediate && OneIn(4))]);
    }

    /// <summary>Writes what changes from house to house, and returns the HOCON that names it.</summary>
    public string Furnish(string directory, TestCertificateAuthority authority, TestCertificateAuthority other, TestIssuer intermediate)
    {
        void Write(string file, string content) => File.WriteAllText(Path.Combine(directory, file), content);
        IssuedCertificate[] RevokedBy(Issuer issuer) => [.. Revoked.Where(visitor => visitor.Issuer == issuer).Select(visitor => visitor.Certificate!)];
        Write("authority.pem", authority.CertificatePem);
        Write("other.pem", other.CertificatePem);
        Write("authority.crl", RevocationLists.Pem(authority.Certificate, RevokedBy(Issuer.Authority)));
        Write("other.crl", RevocationLists.Pem(other.Certificate));
        Write("intermediate.crl", RevocationLists.Pem(intermediate.Certificate, RevokedBy(Issuer.Intermediate)));

        string[] trusted = [.. TrustsAuthority ? ["authority"] : (string[])[], .. TrustsOther ? ["other"] : (string[])[]];
        string[] lists = ChecksRevocation ? [.. trusted, .. HasListOfIntermediate && TrustsAuthority ? ["intermediate"] : (string[])[]] : [];
        var allowed = Allowed is { } names ? $"[{string.Join(", ", names.Select(name => $"{{ common-name = {name} }}"))}]" : "any";
        return $$"""
            actor-tls.policies.test {
              protocols = [{{(IsTls13Alone ? "" : "TLSv1.2, ")}}TLSv1.3]
              certificates = [{ cert = "0.crt", key = "0.key" }, { cert = "1.crt", key = "1.key" }, { cert = "2.crt", key = "2.key" }]
              unknown-server-name = {{(RejectsUnknownNames ? "reject" : "default")}}
              client-authentication = {{(RequiresCertificates ? "require" : "request")}}
              client-ca = [{{string.Join(", ", trusted.Select(name => $"{name}.pem"))}}]
              client-crl = [{{string.Join(", ", lists.Select(name => $"{name}.crl"))}}]
              authorization.allow = {{allowed}}
              session-tickets.enabled = {{(IssuesTickets ? "on" : "off")}}
            }
            """;
    }

    /// <summary>The oracle: whether a visitor passes, and if not, why. A ticket makes no difference to it.</summary>
    public string WhyNot(Visitor visitor, string? name, TlsProtocols version)
    {
        if (IsTls13Alone && version == TlsProtocols.Tls12) return "handshake-failed";
        if (RejectsUnknownNames && CertificateFor(name) is null) return "handshake-failed";
        if (visitor.Issuer == Issuer.None) return RequiresCertificates ? "certificate-rejected" : "";
        if (!IsTrusted(visitor) || ChecksRevocation && IsRevoked(visitor)) return "certificate-rejected";
        return Allowed is { } allowed && !allowed.Contains(visitor.Name!) ? "not-authorized" : "";
    }

    /// <summary>The index of the certificate with this name; null when there is none.</summary>
    public static int? CertificateFor(string? name) => name switch
    {
        "localhost" => 0,
        "other.example" => 1,
        "a.wild.example" or "b.wild.example" => 2,
        _ => null,
    };

    private bool IsTrusted(Visitor visitor) => visitor.IsValid && visitor.Issuer switch
    {
        Issuer.Authority => TrustsAuthority,
        Issuer.OtherAuthority => TrustsOther,
        Issuer.Intermediate => TrustsAuthority && visitor.SendsChain,
        _ => false,
    };

    private bool IsRevoked(Visitor visitor) =>
        Revoked.Contains(visitor) || visitor.Issuer == Issuer.Intermediate && !HasListOfIntermediate;
}
