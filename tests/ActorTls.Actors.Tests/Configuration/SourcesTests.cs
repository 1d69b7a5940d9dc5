using System.IO.Pipes;
using System.Net;
using ActorTls.Configuration;
using ActorTls.Testing;

namespace ActorTls.Actors.Tests.Configuration;

public sealed class SourcesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Later_layers_win()
    {
        var settings = Read.Settings(Read.Sources(Read.Minimal, "actor-tls.listeners.main.port = 1")
            .AddFile(_directory.Write("later.conf", "actor-tls.listeners.main { port = 2, backlog = 2 }"))
            .AddAssignment("actor-tls.listeners.main.port=3"));

        var listener = settings.Listeners["main"];
        Assert.Equal(new ListenAddress.Ip(new IPEndPoint(IPAddress.Loopback, 3)), listener.Address);
        Assert.Equal(2, listener.Backlog);
    }

    [Fact]
    public void A_path_is_relative_to_the_file_that_names_it_and_else_to_the_working_directory()
    {
        var settings = Read.Settings(Read.Sources(Read.Minimal)
            .AddFile(_directory.Write("policy.conf", "actor-tls.policies.main.client-ca = [ca/one.crt, /two.crt]"))
            .AddAssignment("actor-tls.policies.main.client-crl=[list.crl]")
            .AddAssignment("actor-tls.state-directory=state"));

        var policy = settings.Policies["main"];
        Assert.Equal("/work-dir/server.crt", Assert.IsType<PemCertificateSettings>(policy.Certificates.Entries[0]).Certificate.Path);
        Assert.Equal([$"{_directory.Path}/ca/one.crt", "/two.crt"], policy.ClientCa.Files.Select(file => file.Path));
        Assert.Equal(["/work-dir/list.crl"], policy.ClientCrl.Select(file => file.Path));
        Assert.Equal("/work-dir/state", settings.StateDirectory);
    }

    [Fact]
    public void What_comes_through_a_pipe_is_relative_to_the_working_directory_and_is_kept()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.None);
        pipe.Write(System.Text.Encoding.UTF8.GetBytes(Read.Minimal));
        var pipes = new PipedDocuments();
        var path = $"/dev/fd/{pipe.GetClientHandleAsString()}";
        pipe.Flush();
        var writer = pipe.SafePipeHandle;
        writer.Dispose(); // the end of what comes

        for (var i = 0; i < 2; i++)
        {
            var sources = new ConfigurationSources { WorkingDirectory = "/work-dir", Pipes = pipes }.AddFile(path);
            var certificate = Assert.IsType<PemCertificateSettings>(Read.Settings(sources).Policies["main"].Certificates.Entries[0]);
            Assert.Equal("/work-dir/server.crt", certificate.Certificate.Path);
            Assert.StartsWith(path, certificate.Origin.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_file_that_is_open_already_is_read_anew_each_time()
    {
        var file = _directory.Write("open.conf", Read.Minimal);
        using var open = File.OpenHandle(file);
        var pipes = new PipedDocuments();
        var path = $"/proc/self/fd/{open.DangerousGetHandle()}";
        foreach (var port in new[] { 1, 2 })
        {
            File.AppendAllText(file, $"actor-tls.listeners.main.port = {port}\n");
            var settings = Read.Settings(new ConfigurationSources { WorkingDirectory = "/work-dir", Pipes = pipes }.AddFile(path));
            Assert.Equal(new ListenAddress.Ip(new IPEndPoint(IPAddress.Loopback, port)), settings.Listeners["main"].Address);
        }
    }

    [Theory]
    [InlineData("/dev/fd/99999")]
    [InlineData("/dev/zero")]
    [InlineData("/dev")]
    public void What_is_no_file_and_no_pipe_is_an_error(string path) =>
        Assert.Contains("cannot be read", Assert.Single(Read.Errors(new ConfigurationSources().AddFile(path))), StringComparison.Ordinal);

    [Fact]
    public void A_configuration_file_that_others_may_write_or_replace_is_a_warning()
    {
        var directory = Directory.CreateDirectory(Path.Combine(_directory.Path, "shared"));
        var file = _directory.Write("shared/main.conf", Read.Minimal);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.GroupWrite);
        Assert.Empty(Warnings(file));

        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.OtherWrite);
        directory.UnixFileMode |= UnixFileMode.OtherWrite;
        var including = _directory.Write("including.conf", "include \"shared/main.conf\"");
        foreach (var named in new[] { file, including })
        {
            Assert.Collection(
                Warnings(named),
                warning => Assert.StartsWith($"{file}: may be written by others", warning, StringComparison.Ordinal),
                warning => Assert.StartsWith($"{file}: may be replaced by others: they may write to {directory.FullName}", warning, StringComparison.Ordinal));
        }

        static List<string> Warnings(string file)
        {
            var report = new ConfigurationReport();
            ActorTlsConfiguration.Read(new ConfigurationSources().AddFile(file), ActorTls.Hosting.BuiltInServices.All, report);
            return [.. report.Warnings.Select(warning => warning.ToString())];
        }
    }

    [Fact]
    public void Every_file_that_is_read_is_recorded_with_those_that_do_not_exist()
    {
        var main = _directory.Write("main.conf", "include \"policy.conf\"\ninclude \"missing.conf\"");
        var policy = _directory.Write("policy.conf", Read.Minimal);
        var sources = new ConfigurationSources { WorkingDirectory = _directory.Path }.AddFile("main.conf").AddFile("/dev/null");

        Assert.Equal(2, Read.Errors(sources).Count);   // A device is no file, but it might become one.
        Assert.Equal(["/dev/null", main, $"{_directory.Path}/missing.conf", policy], sources.FilesRead.Paths);
    }

    [Fact]
    public void A_path_in_an_included_file_is_relative_to_that_file()
    {
        Directory.CreateDirectory(Path.Combine(_directory.Path, "sub"));
        _directory.Write("sub/policy.conf", "client-ca = [ca.crt]");
        var settings = Read.Settings(Read.Sources(Read.Minimal)
            .AddFile(_directory.Write("main.conf", "actor-tls.policies.main { include \"sub/policy.conf\" }")));

        Assert.Equal([$"{_directory.Path}/sub/ca.crt"], settings.Policies["main"].ClientCa.Files.Select(file => file.Path));
    }

    [Theory]
    [InlineData("actor-tls.listeners.main.address=::1", "[::1]:8443")]
    [InlineData("actor-tls.listeners.main.address=\"::1\"", "[::1]:8443")]
    [InlineData("actor-tls.listeners.\"main\".address = 0.0.0.0", "0.0.0.0:8443")]
    [InlineData("actor-tls.listeners.main={ address = \"::\" }", "[::]:8443")]
    public void An_assignment_takes_plain_text_or_hocon(string assignment, string expected) =>
        Assert.Equal(expected, Read.Settings(Read.Sources(Read.Minimal).AddAssignment(assignment)).Listeners["main"].Address.ToString());

    [Theory]
    [InlineData("actor-tls.io.spin", "--set: actor-tls.io.spin: has no '='; accepted: PATH=VALUE")]
    [InlineData("=1", "--set = 1: the end of the text where a key is expected")]
    [InlineData("a..b=1", "--set: a..b = 1: a key of a path is empty")]
    [InlineData("actor-tls.io=[1", "--set: actor-tls.io = [1: a list is opened here and never closed")]
    [InlineData("actor-tls.io.spin=x", "--set: actor-tls.io.spin = x: is not a duration")]
    [InlineData("actor-tls.io.spni=1us", "--set: actor-tls.io.spni: is not a known key; did you mean 'spin'?")]
    [InlineData("actor-tls.listeners.main.port=", "--set: actor-tls.listeners.main.port = \"\": is not a whole number")]
    public void A_wrong_assignment_is_told_with_its_path(string assignment, string expected) =>
        Assert.StartsWith(expected, Assert.Single(Read.Errors(Read.Sources(Read.Minimal).AddAssignment(assignment))), StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_missing_is_an_error() => Assert.Equal(
        "absent.conf: cannot be read: there is no such file",
        Assert.Single(Read.Errors(Read.Sources(Read.Minimal).AddFile("absent.conf"))));

    [Fact]
    public void An_environment_variable_fills_a_substitution()
    {
        var sources = new ConfigurationSources { EnvironmentVariable = name => name == "PORT" ? "99" : null }
            .AddDocument("test.conf", Read.Minimal + "actor-tls.listeners.main { port = ${PORT}, backlog = ${?BACKLOG} }");

        var listener = Read.Settings(sources).Listeners["main"];

        Assert.Equal("127.0.0.1:99", listener.Address.ToString());
        Assert.Equal(4096, listener.Backlog);
    }

    [Theory]
    [InlineData("actor-tls.policies.main.client-ca += \"new.crt\"")]
    [InlineData("actor-tls.policies.main.client-ca = ${actor-tls.policies.main.client-ca} [\"new.crt\"]")]
    public void A_later_layer_can_add_to_a_list(string addition) => Assert.Equal(
        ["/work-dir/ca.crt", "/work-dir/new.crt"],
        Read.Settings(Read.Minimal, addition).Policies["main"].ClientCa.Files.Select(file => file.Path));

    [Fact]
    public void A_default_is_added_to_by_its_own_path() => Assert.Equal(
        ["X25519", "P-256", "P-384", "P-521"],
        Read.Settings(Read.Minimal, "actor-tls.policies.main.groups = ${actor-tls.defaults.policy.groups} [\"P-521\"]")
            .Policies["main"].Groups.Select(group => group.Value));

    [Fact]
    public void A_key_at_the_root_is_the_users_own_when_a_substitution_names_it_and_else_an_error()
    {
        Read.Settings(Read.Minimal + "my-port = 1\nactor-tls.listeners.main.port = ${my-port}");

        Assert.Equal(
            "test.conf:10:1: actor_tls: is not a known key; did you mean 'actor-tls'?; accepted: actor-tls, akka, and keys that a substitution names",
            Read.Error("actor_tls.io.spin = 1us"));
    }

    [Fact]
    public void Akka_reads_what_is_handed_to_it()
    {
        var settings = Read.Settings(Read.Minimal + """
            level = DEBUG
            akka {
              loglevel = ${level}, actor { ask-timeout = 30s }, x = { y = 1 }, z = 2
              loggers = ["Akka.A, Akka", "b\\c \"d\" \u00e9"], "a.b" { c = [[1, 2], []] }
              text = "line\nbreak \t ${no} # no comment // none {}[]=:,+"
              empty { }, nothing = null
            }
            """);

        var akka = Akka.Configuration.ConfigurationFactory.ParseString(settings.Akka);

        Assert.Equal("DEBUG", akka.GetString("akka.loglevel"));
        Assert.Equal(TimeSpan.FromSeconds(30), akka.GetTimeSpan("akka.actor.ask-timeout"));
        Assert.Equal(1, akka.GetInt("akka.x.y"));
        Assert.Equal(2, akka.GetInt("akka.z"));
        Assert.Equal(["Akka.A, Akka", "b\\c \"d\" é"], akka.GetStringList("akka.loggers"));
        Assert.Equal("line\nbreak \t ${no} # no comment // none {}[]=:,+", akka.GetString("akka.text"));
        Assert.Equal(2, akka.GetValue("akka.\"a.b\".c").GetArray().Count);
    }
}
