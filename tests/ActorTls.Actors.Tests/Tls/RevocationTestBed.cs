using System.Security.Cryptography.X509Certificates;
using ActorTls.Testing;
using ActorTls.Tls;

namespace ActorTls.Actors.Tests.Tls;

/// <summary>A policy that trusts what a test says, with the lists of the test, and who gets in.</summary>
public abstract class RevocationTestBed : IDisposable
{
    private readonly List<IDisposable> _hierarchies = [];

    private protected TlsTestPolicy Policy { get; } = new();

    public void Dispose()
    {
        foreach (var hierarchy in _hierarchies) hierarchy.Dispose();
        Policy.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected TestHierarchy Hierarchy(
        int intermediates = 0, bool keyIdentifiers = true, string rootName = "Root", string? distributionPoint = null,
        X509KeyUsageFlags authorityUsage = X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign)
    {
        var hierarchy = new TestHierarchy(intermediates, keyIdentifiers, rootName, distributionPoint, authorityUsage);
        _hierarchies.Add(hierarchy);
        return hierarchy;
    }

    private protected void Trust(params X509Certificate2[] anchors) => Policy.ClientCa = TestHierarchy.PemOf(anchors);

    private protected void AssertAdmitted(TestHierarchy hierarchy) => Assert.Equal("admitted", Outcome(hierarchy));

    private protected void AssertRevoked(TestHierarchy hierarchy) => AssertRefused(hierarchy, "certificate revoked");

    private protected void AssertRefused(TestHierarchy hierarchy, string reason) => Assert.Equal(reason, Outcome(hierarchy));

    private protected string Outcome(TestHierarchy hierarchy) => Outcome(hierarchy.Shown);

    private protected string Outcome(IssuedCertificate shown)
    {
        using var server = Policy.CreateContext();
        using var client = Policy.CreateClient(shown);
        using var pair = new ChannelPair(server, client);
        pair.TryHandshake();
        return pair.Server.Failure is not { } failure ? "admitted"
            : failure.Kind == TlsFailureKind.CertificateRejected ? failure.Detail : failure.ToString();
    }
}
