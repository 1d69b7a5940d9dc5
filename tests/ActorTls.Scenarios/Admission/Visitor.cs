using System.Security.Cryptography.X509Certificates;
using ActorTls.Scenarios.Harness;
using ActorTls.Testing;

namespace ActorTls.Scenarios.Admission;

/// <summary>Who signed a visitor's certificate.</summary>
internal enum Issuer { None, Authority, OtherAuthority, Intermediate, Itself, Somebody }

/// <summary>A client, and all that an oracle needs to know about its certificate.</summary>
/// <param name="Name">The common name; of a visitor without a certificate, none.</param>
/// <param name="Issuer">Who signed the certificate.</param>
/// <param name="IsValid">Whether it is valid now, and for clients.</param>
/// <param name="SendsChain">Whether the intermediate is sent along.</param>
/// <param name="Certificate">As shown; null = none is.</param>
internal sealed record Visitor(string? Name, Issuer Issuer, bool IsValid, bool SendsChain, IssuedCertificate? Certificate)
{
    /// <summary>One of each kind.</summary>
    public static List<Visitor> All(TestCertificateAuthority authority, TestCertificateAuthority other, TestIssuer intermediate)
    {
        var now = DateTimeOffset.UtcNow;
        using var somebody = new TestIssuer(authority.Certificate, "somebody", isAuthority: false);
        return
        [
            new(null, Issuer.None, true, false, null),
            new("alice", Issuer.Authority, true, false, authority.IssueClient()),
            new("alice", Issuer.Authority, true, false, authority.IssueClient(rsa: true)),
            new("bob", Issuer.Authority, true, false, authority.IssueClient("CN=bob")),
            new("alice", Issuer.OtherAuthority, true, false, other.IssueClient()),
            new("alice", Issuer.Intermediate, true, true, intermediate.IssueClient([intermediate])),
            new("alice", Issuer.Intermediate, true, false, intermediate.IssueClient([])),
            new("alice", Issuer.Authority, false, false, authority.IssueClient(notBefore: now.AddDays(-2), notAfter: now.AddDays(-1))),
            new("alice", Issuer.Authority, false, false, authority.IssueClient(notBefore: now.AddDays(1), notAfter: now.AddDays(2))),
            new("alice", Issuer.Authority, false, false, authority.IssueServer("alice")),
            new("alice", Issuer.Itself, true, false, SelfSignedCertificate.Create("CN=alice")),
            new("alice", Issuer.Somebody, true, true, somebody.IssueClient([somebody])),
        ];
    }

    public override string ToString() => $"{Name ?? "nobody"} of {Issuer}, valid: {IsValid}, chain: {SendsChain}";
}
