using ActorTls.Configuration;
using ActorTls.Tls;

namespace ActorTls.Actors.Tests.Tls;

/// <summary>What was read of a file with a secret does not stay in managed memory.</summary>
public sealed class SecretsInMemoryTests : IDisposable
{
    private static readonly SettingOrigin Here = new("test.conf", 3, 5, "actor-tls.policies.main.certificates.0");
    private readonly TlsTestPolicy _policy = new();

    public void Dispose() => _policy.Dispose();

    [Fact]
    public void A_private_key_is_wiped_beside_its_certificate_too()
    {
        var certificate = _policy.Authority.IssueServer();
        var both = _policy.File("both.pem", certificate.KeyPem + "\n" + certificate.CertificatePem);
        _policy.Certificates.Clear();
        _policy.Certificates.Add(new PemCertificateSettings(both, both, null, [], Here));

        var files = new RememberingFileSource();
        Assert.NotNull(TlsTestPolicy.Engine.LoadPolicy(_policy.Settings(), files, DateTimeOffset.UtcNow, new ConfigurationReport()));

        var read = files.Contents.Where(content => content.Path == both.Path).ToList();
        Assert.Equal(2, read.Count);
        Assert.All(read, content => Assert.All(content.Bytes, value => Assert.Equal(0, value)));
    }

    private sealed class RememberingFileSource : IFileSource
    {
        private readonly DiskFileSource _disk = new();

        internal List<(string Path, byte[] Bytes)> Contents { get; } = [];

        public byte[] ReadAllBytes(string path)
        {
            Contents.Add((path, _disk.ReadAllBytes(path)));
            return Contents[^1].Bytes;
        }

        public UnixFileMode? GetMode(string path) => _disk.GetMode(path);
    }
}
