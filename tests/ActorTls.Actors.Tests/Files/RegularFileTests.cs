using System.Diagnostics;
using System.Net.Sockets;
using ActorTls.Files;
using ActorTls.Testing;
using ActorTls.Tls;

namespace ActorTls.Actors.Tests.Files;

/// <summary>Only regular files are read, and nothing else is waited for.</summary>
public sealed class RegularFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly DiskFileSource _files = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    public void A_file_is_read_whole_also_through_links(int length)
    {
        var path = _directory.Write("file", new string('x', length));
        File.CreateSymbolicLink(In("..data"), _directory.Path);
        File.CreateSymbolicLink(In("link"), "..data/file");
        Assert.Equal(length, _files.ReadAllBytes(path).Length);
        Assert.Equal(length, _files.ReadAllBytes(In("link")).Length);
    }

    [Fact]
    public void A_file_whose_size_is_not_known_beforehand_is_read_whole() =>
        Assert.Contains("VmRSS", System.Text.Encoding.ASCII.GetString(_files.ReadAllBytes("/proc/self/status")), StringComparison.Ordinal);

    [Fact]
    public void A_FIFO_is_not_waited_for()
    {
        using (var make = Process.Start("mkfifo", In("fifo"))!) make.WaitForExit();
        File.CreateSymbolicLink(In("link"), "fifo");
        AssertNotRead(In("fifo"), "it is a FIFO, and only regular files are read");
        AssertNotRead(In("link"), "it is a FIFO");
    }

    [Fact]
    public void Sockets_devices_and_directories_are_no_files()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(In("socket")));
        AssertNotRead(In("socket"), "it is a socket");
        AssertNotRead("/dev/zero", "it is a device");
        AssertNotRead(_directory.Path, "it is a directory");
    }

    [Fact]
    public void What_is_not_there_is_told_as_such()
    {
        Assert.Throws<FileNotFoundException>(() => _files.ReadAllBytes(In("nowhere")));
        Assert.Throws<FileNotFoundException>(() => _files.ReadAllBytes(Path.Combine(_directory.Write("file", ""), "below")));
        File.CreateSymbolicLink(In("loop"), "loop");
        Assert.Throws<IOException>(() => _files.ReadAllBytes(In("loop")));
    }

    [Fact]
    public void A_file_that_is_too_large_is_not_read()
    {
        Assert.Equal(10, RegularFile.Read(_directory.Write("ten", new string('x', 10)), 10).Length);
        var e = Assert.Throws<IOException>(() => RegularFile.Read(_directory.Write("eleven", new string('x', 11)), 10));
        Assert.Equal("it is larger than 10 bytes", e.Message);
    }

    [Fact]
    public void Permissions_are_those_of_the_file_and_not_of_a_link_to_it()
    {
        _directory.Write("file", "");
        File.CreateSymbolicLink(In("link"), "file");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, _files.GetMode(In("link")));
        Assert.Null(_files.GetMode(In("nowhere")));
    }

    [Fact]
    public void A_directory_in_which_others_could_replace_the_file_is_found_also_behind_a_link()
    {
        var shared = Directory.CreateDirectory(In("shared"));
        var deep = Directory.CreateDirectory(In("shared/deep"));
        File.WriteAllText(Path.Combine(deep.FullName, "file"), "");
        File.CreateSymbolicLink(In("link"), "shared/deep/file");
        Assert.Null(_files.FindDirectoryOthersMayWrite(In("link")));

        shared.UnixFileMode |= UnixFileMode.OtherWrite;
        Assert.Equal(shared.FullName, _files.FindDirectoryOthersMayWrite(Path.Combine(deep.FullName, "file")));
        Assert.Equal(shared.FullName, _files.FindDirectoryOthersMayWrite(In("link")));

        // As /tmp is, and the secrets that Kubernetes mounts: nobody takes away what is another's.
        shared.UnixFileMode |= UnixFileMode.StickyBit;
        Assert.Null(_files.FindDirectoryOthersMayWrite(In("link")));
    }

    private string In(string name) => Path.Combine(_directory.Path, name);

    private void AssertNotRead(string path, string problem) =>
        Assert.Contains(problem, Assert.ThrowsAny<IOException>(() => _files.ReadAllBytes(path)).Message, StringComparison.Ordinal);
}
