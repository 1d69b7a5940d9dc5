using ActorTls.Configuration;
using ActorTls.Load.Comparison.Libssl;
using ActorTls.Load.Comparison.Servers;
using ActorTls.Hosting;
using ActorTls.Testing;

namespace ActorTls.Load.Tests.Comparison;

public sealed class ServerTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private Workplace Workplace => new(_directory.Path, Path.Combine(AppContext.BaseDirectory, "peers"), _directory.Path);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Every_word_of_every_configuration_has_a_value()
    {
        var values = Workplace.ValuesFor(1111, 2222, 3333);
        Assert.Equal(6, ServerCatalogue.All.Count(server => server.Template is not null));
        foreach (var server in ServerCatalogue.All.Where(server => server.Template is not null))
        {
            var text = ConfigurationTemplate.Fill(File.ReadAllText(Path.Combine(Workplace.Templates, server.Template!)), values);
            Assert.Contains("1111", text, StringComparison.Ordinal);
            Assert.Equal(server.IsMutual, text.Contains("2222", StringComparison.Ordinal));
            Assert.Equal(server.Kind == ServerKind.Forward, text.Contains("3333", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_word_without_a_value_is_told() => Assert.Contains(
        "@nonsense@", Assert.Throws<FormatException>(() => ConfigurationTemplate.Fill("a @nonsense@ b", new Dictionary<string, string>())).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("actor-tls-echo.conf")]
    [InlineData("actor-tls-forward.conf")]
    public void The_configurations_of_ActorTls_are_read_without_an_error(string template)
    {
        var text = ConfigurationTemplate.Fill(File.ReadAllText(Path.Combine(Workplace.Templates, template)), Workplace.ValuesFor(1111, 2222, 3333));
        var report = new ConfigurationReport();
        ActorTlsConfiguration.Read(new ConfigurationSources().AddFile(_directory.Write(template, text)), BuiltInServices.All, report);
        Assert.Empty(report.Errors);
    }

    [Fact]
    public void Ports_are_different_and_below_those_of_clients()
    {
        var ports = new FreePorts();
        var taken = Enumerable.Range(0, 50).Select(_ => ports.Take()).ToList();
        Assert.Equal(50, taken.Distinct().Count());
        Assert.All(taken, port => Assert.InRange(port, 12_000, 30_000));
    }

    [Fact]
    public void OpenSSL_in_memory_shakes_hands_in_every_way_and_a_client_certificate_costs_more()
    {
        using var authority = new TestCertificateAuthority();
        _directory.Write("ca.crt", authority.CertificatePem);
        foreach (var (name, certificate) in new[] { ("server", authority.IssueServer()), ("client", authority.IssueClient()) })
        {
            _directory.Write($"{name}.crt", certificate.CertificatePem);
            _directory.Write($"{name}.key", certificate.KeyPem);
        }
        var times = Enum.GetValues<MemoryHandshakeKind>().ToDictionary(kind => kind, kind =>
        {
            using var handshakes = new MemoryHandshakes(kind, _directory.Path);
            return handshakes.Measure(TimeSpan.FromMilliseconds(300));
        });
        Assert.All(times.Values, time => Assert.InRange(time, 10, 1_000_000));
        Assert.True(times[MemoryHandshakeKind.Mutual] > times[MemoryHandshakeKind.Full]);
    }
}
