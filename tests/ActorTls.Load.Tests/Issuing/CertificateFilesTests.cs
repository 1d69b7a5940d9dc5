using System.Security.Cryptography.X509Certificates;
using ActorTls.Load.Issuing;
using ActorTls.Testing;

namespace ActorTls.Load.Tests.Issuing;

public sealed class CertificateFilesTests : IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Clients_of_a_fleet_differ_in_subject_serial_number_and_key_and_have_one_issuer_that_verifies()
    {
        using var authority = new LoadAuthority(Now);
        using var root = X509Certificate2.CreateFromPem(authority.CertificatePem);
        var fleet = authority.IssueFleet(60).Select(each => X509Certificate2.CreateFromPem(each.Certificate, each.Key)).ToList();

        Assert.Equal(60, fleet.DistinctBy(client => client.Subject).Count());
        Assert.Equal(60, fleet.DistinctBy(client => client.SerialNumber).Count());
        Assert.Equal(60, fleet.DistinctBy(client => Convert.ToHexString(client.PublicKey.EncodedKeyValue.RawData)).Count());
        Assert.Equal("CN=client-000059", fleet[59].Subject);
        // As long as each other: no handshake has more bytes than another because of a number.
        Assert.Single(fleet.Select(client => client.SerialNumber.Length).Distinct());
        foreach (var client in fleet) AssertVerifies(client, root, "1.3.6.1.5.5.7.3.2");
        fleet.ForEach(client => client.Dispose());
    }

    [Fact]
    public void A_directory_has_all_that_a_server_and_its_clients_need_and_keys_are_their_owner_s_alone()
    {
        var directory = Path.Combine(_directory.Path, "made");
        var written = CertificateFiles.Create(directory, 3, Now);
        Assert.Equal(["ca.crt", "server.crt", "server.key", "client.crt", "client.key", "fleet.pem"], written.Select(Path.GetFileName));
        foreach (var path in written.Where(path => !path.EndsWith(".crt", StringComparison.Ordinal)))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));

        using var root = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(directory, "ca.crt"));
        using var server = X509Certificate2.CreateFromPemFile(Path.Combine(directory, "server.crt"), Path.Combine(directory, "server.key"));
        using var client = X509Certificate2.CreateFromPemFile(Path.Combine(directory, "client.crt"), Path.Combine(directory, "client.key"));
        AssertVerifies(server, root, "1.3.6.1.5.5.7.3.1");
        AssertVerifies(client, root, "1.3.6.1.5.5.7.3.2");
        Assert.True(server.MatchesHostname("localhost") && server.MatchesHostname("127.0.0.1"));
    }

    [Fact]
    public void Without_a_fleet_there_is_no_file_of_it() =>
        Assert.DoesNotContain(CertificateFiles.Create(_directory.Path, 0, Now), path => path.EndsWith("fleet.pem", StringComparison.Ordinal));

    [Fact]
    public void What_is_there_already_is_left_alone_and_nothing_is_written_beside_it()
    {
        var taken = _directory.Write("fleet.pem", "mine");
        Assert.Contains($"{taken} exists", Assert.Throws<IOException>(() => CertificateFiles.Create(_directory.Path, 2, Now)).Message, StringComparison.Ordinal);
        Assert.Equal([taken], Directory.EnumerateFiles(_directory.Path));
        Assert.Equal("mine", File.ReadAllText(taken));
    }

    [Fact]
    public void When_one_file_cannot_be_written_none_is_left()
    {
        // A link that leads nowhere is not there for who looks, and is not written through.
        File.CreateSymbolicLink(Path.Combine(_directory.Path, "client.key"), Path.Combine(_directory.Path, "nowhere"));
        Assert.Throws<IOException>(() => CertificateFiles.Create(_directory.Path, 2, Now));
        Assert.Equal(["client.key"], Directory.EnumerateFileSystemEntries(_directory.Path).Select(Path.GetFileName));
    }

    private static void AssertVerifies(X509Certificate2 certificate, X509Certificate2 root, string usage)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid(usage));
        Assert.True(chain.Build(certificate), string.Join(", ", chain.ChainStatus.Select(status => status.StatusInformation)));
    }
}
