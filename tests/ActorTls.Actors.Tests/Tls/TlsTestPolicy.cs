using System.Collections.Immutable;
using ActorTls.Configuration;
using ActorTls.Testing;
using ActorTls.Tls;
using ActorTls.Tls.OpenSsl;

namespace ActorTls.Actors.Tests.Tls;

/// <summary>Settings of a policy that is valid as it stands, over files of its own; tests change what they are about.</summary>
internal sealed class TlsTestPolicy : IDisposable
{
    private static readonly SettingOrigin Here = new("test.conf", 1, 1, "actor-tls.policies.main");
    private readonly TemporaryDirectory _directory = new();
    private int _files;

    internal TlsTestPolicy()
    {
        ClientCa = Authority.CertificatePem;
        AddCertificate(Authority.IssueServer());
    }

    internal TestCertificateAuthority Authority { get; } = new();

    internal string Directory => _directory.Path;

    internal TlsProtocols Protocols { get; set; } = TlsProtocols.Tls12 | TlsProtocols.Tls13;

    internal string? Preset { get; set; } = "intermediate";

    internal string[] CipherSuites { get; set; } = [];

    internal string[] Groups { get; set; } = ["X25519", "P-256", "P-384"];

    internal List<CertificateSettings> Certificates { get; } = [];

    internal UnknownServerName UnknownServerName { get; set; } = UnknownServerName.Default;

    internal ClientAuthentication ClientAuthentication { get; set; } = ClientAuthentication.Require;

    internal CertificateProfile CertificateProfile { get; set; } = CertificateProfile.Compatible;

    internal string ClientCa { get; set; }

    internal List<byte[]> RevocationLists { get; } = [];

    internal string[] Alpn { get; set; } = [];

    internal SessionTicketSettings Tickets { get; set; } = new(true, TimeSpan.FromHours(2));

    internal static OpenSslEngine Engine { get; } = OpenSslEngine.Load();

    internal void AddCertificate(IssuedCertificate certificate, params string[] serverNames) => Certificates.Add(new PemCertificateSettings(
        File($"server{++_files}.crt", certificate.CertificatePem), File($"server{_files}.key", certificate.KeyPem), null,
        [.. serverNames.Select(name => new Located<string>(name, Here))], Here));

    internal FileReference File(string name, string content) => new(_directory.Write(name, content), Here with { Path = name });

    internal PolicySettings Settings()
    {
        var lists = RevocationLists.Select((der, index) =>
        {
            var path = Path.Combine(_directory.Path, $"list{index}.crl");
            System.IO.File.WriteAllBytes(path, der);
            return new FileReference(path, Here);
        });
        return new PolicySettings(
            "main", Here, new(Protocols, Here), new(Preset, Locate(CipherSuites), Here), Locate(Groups),
            new(false, [.. Certificates], Here), UnknownServerName, ClientAuthentication,
            new(false, [File("client-ca.crt", ClientCa)], Here), [.. lists],
            new(true, [], Here), Locate(Alpn), Tickets)
        {
            CertificateProfile = CertificateProfile,
        };
    }

    internal TlsPolicy? TryLoad(ConfigurationReport report, OpenSslEngine? engine = null) =>
        (engine ?? Engine).LoadPolicy(Settings(), new DiskFileSource(), DateTimeOffset.UtcNow, report);

    /// <summary>The one error that loading ends in.</summary>
    internal string LoadError()
    {
        var report = new ConfigurationReport();
        Assert.Null(TryLoad(report));
        return Assert.Single(report.Errors).ToString();
    }

    internal TlsPolicy Load(OpenSslEngine? engine = null)
    {
        var report = new ConfigurationReport();
        var policy = TryLoad(report, engine);
        Assert.True(policy is not null, string.Join('\n', report.Errors));
        return policy;
    }

    internal ITlsServerContext CreateContext() => Engine.CreateServerContexts(Load(), "echo", 1)[0];

    /// <summary>A client context that trusts this policy's authority and shows a certificate of it, if asked.</summary>
    internal ITlsClientContext CreateClient(
        IssuedCertificate? certificate = null, TlsProtocols? protocols = null, string? trust = null, string[]? alpn = null,
        ImmutableArray<CipherSuite>? suites = null, string[]? groups = null)
    {
        var offered = protocols ?? Protocols;
        return Engine.CreateClientContext(new TlsClientSettings
        {
            Protocols = offered,
            CipherSuites = suites ?? ActorTls.Tls.CipherSuites.Intermediate,
            Groups = [.. groups ?? ["X25519", "P-256"]],
            TrustAnchorsPem = trust ?? Authority.CertificatePem,
            CertificatePem = certificate?.CertificatePem,
            PrivateKeyPem = certificate?.KeyPem,
            Alpn = [.. alpn ?? []],
        });
    }

    public void Dispose()
    {
        Authority.Dispose();
        _directory.Dispose();
    }

    private static ImmutableArray<Located<string>> Locate(string[] values) =>
        [.. values.Select((value, index) => new Located<string>(value, Here with { Path = $"{Here.Path}.{index}" }))];
}
