using ActorTls.Configuration;
using ActorTls.Hosting;

namespace ActorTls.Actors.Tests.Configuration;

public sealed class ExamplesTests
{
    private static string Directory => Path.Combine(RepositoryFiles.Root, "hocon");

    public static TheoryData<string> Examples => new(System.IO.Directory.GetFiles(Directory, "*.conf")
        .Select(path => Path.GetFileName(path)).Where(name => name != "reference.conf"));

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_example_is_read_without_a_warning(string name)
    {
        var report = new ConfigurationReport();
        var sources = new ConfigurationSources { EnvironmentVariable = _ => null }.AddFile(Path.Combine(Directory, name));

        var settings = ActorTlsConfiguration.Read(sources, BuiltInServices.All, report);

        Assert.Empty(report.Errors);
        Assert.Empty(report.Warnings);
        Assert.NotEmpty(settings!.Listeners);
    }

    [Fact]
    public void The_embedded_default_is_an_echo_on_this_machine_for_the_development_client()
    {
        var settings = Read.Settings(Read.Sources(File.ReadAllText(Path.Combine(Directory, "default.conf"))));

        var (name, listener) = Assert.Single(settings.Listeners);
        var policy = settings.Policies[listener.Policy.Value];
        Assert.Equal("echo", name);
        Assert.Equal("127.0.0.1:8443", listener.Address.ToString());
        Assert.Equal("echo", settings.Services[listener.Service.Value].Type);
        Assert.True(policy.Certificates.Development && policy.ClientCa.Development);
        Assert.Equal(ClientAuthentication.Require, policy.ClientAuthentication);
        Assert.Equal("dev-client", Assert.Single(policy.Authorization.Rules).CommonName?.Value);
    }

    [Fact]
    public void An_example_takes_its_port_from_the_environment()
    {
        var sources = new ConfigurationSources { EnvironmentVariable = name => name == "PUBLIC_PORT" ? "9443" : null }
            .AddFile(Path.Combine(Directory, "several-listeners.conf"));

        Assert.Equal("0.0.0.0:9443", Read.Settings(sources).Listeners["public"].Address.ToString());
    }
}
