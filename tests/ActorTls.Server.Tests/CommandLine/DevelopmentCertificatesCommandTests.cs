using ActorTls.Server.Certificates;
using ActorTls.Testing;

namespace ActorTls.Server.Tests.CommandLine;

public sealed class DevelopmentCertificatesCommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Writes_one_usable_set_and_names_its_files()
    {
        var finished = await ServerProcess.RunAsync(_directory.Path, "dev-certs", "--out", "certs");

        Assert.Equal(0, finished.ExitCode);
        foreach (var name in new[] { "ca.crt", "server.crt", "server.key", "client.crt", "client.key" })
            Assert.Contains($"certs/{name}", finished.Output);
        Assert.Contains("development", finished.AllOutput, StringComparison.Ordinal);
        var store = new DevelopmentCertificateStore(Path.Combine(_directory.Path, "certs"));
        Assert.NotNull(store.Peek(DateTimeOffset.UtcNow));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(store.ServerKeyPath));
    }

    [Fact]
    public async Task Refuses_to_overwrite()
    {
        var key = _directory.Write("client.key", "mine");

        var finished = await ServerProcess.RunAsync(_directory.Path, "dev-certs");

        Assert.Equal(1, finished.ExitCode);
        Assert.Contains("client.key exists", Assert.Single(finished.Errors), StringComparison.Ordinal);
        Assert.Equal([key], Directory.GetFiles(_directory.Path));
        Assert.Equal("mine", await File.ReadAllTextAsync(key));
    }

    [Theory]
    [InlineData(UnixFileMode.OtherWrite)]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherWrite | UnixFileMode.StickyBit)]
    public async Task Refuses_a_directory_that_others_may_write_to(UnixFileMode mode)
    {
        var directory = Directory.CreateDirectory(Path.Combine(_directory.Path, "shared"));
        directory.UnixFileMode |= mode;

        var finished = await ServerProcess.RunAsync(_directory.Path, "dev-certs", "--out", "shared");

        Assert.Equal(1, finished.ExitCode);
        Assert.Contains("shared is refused: others may write to it", Assert.Single(finished.Errors), StringComparison.Ordinal);
        Assert.Empty(directory.GetFileSystemInfos());
    }

    [Fact]
    public async Task Refuses_a_link_to_a_directory()
    {
        Directory.CreateDirectory(Path.Combine(_directory.Path, "real"));
        File.CreateSymbolicLink(Path.Combine(_directory.Path, "link"), "real");

        var finished = await ServerProcess.RunAsync(_directory.Path, "dev-certs", "--out", "link");

        Assert.Equal(1, finished.ExitCode);
        Assert.Contains("link is refused: it is a symbolic link", Assert.Single(finished.Errors), StringComparison.Ordinal);
    }
}
