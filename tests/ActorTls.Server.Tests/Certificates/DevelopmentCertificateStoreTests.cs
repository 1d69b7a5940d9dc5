using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using ActorTls.Server.Certificates;
using ActorTls.Testing;

namespace ActorTls.Server.Tests.Certificates;

public sealed class DevelopmentCertificateStoreTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly string[] FileNames = ["ca.crt", "client.crt", "client.key", "server.crt", "server.key"];

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryDirectory _temporary = new();
    private readonly string _state;
    private readonly string _directory;
    private readonly DevelopmentCertificateStore _store;

    public DevelopmentCertificateStoreTests()
    {
        _state = Path.Combine(_temporary.Path, ".actor-tls");
        _directory = Path.Combine(_state, "dev");
        _store = new DevelopmentCertificateStore(_directory);
    }

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void The_first_start_makes_a_set_that_its_owner_alone_can_reach()
    {
        _store.ReadOrCreate(Now);

        Assert.Equal(FileNames, FilesOnDisk());
        Assert.Equal(OwnerOnly | UnixFileMode.UserExecute, File.GetUnixFileMode(_directory));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(_store.ServerKeyPath));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(_store.ClientKeyPath));
    }

    [Fact]
    public void The_authority_s_key_is_nowhere()
    {
        var set = _store.ReadOrCreate(Now);

        using var authority = X509Certificate2.CreateFromPem(set.Authority);
        foreach (var key in new[] { set.ServerKey, set.ClientKey })
            Assert.ThrowsAny<ArgumentException>(() => X509Certificate2.CreateFromPem(set.Authority, key));
        var keys = Directory.GetFiles(_directory).Count(file => File.ReadAllText(file).Contains("PRIVATE KEY", StringComparison.Ordinal));
        Assert.Equal(2, keys);
    }

    [Fact]
    public void A_second_start_keeps_the_set()
    {
        var first = _store.ReadOrCreate(Now);
        Assert.Equal(first, _store.ReadOrCreate(Now.AddDays(30)));
    }

    [Theory]
    [InlineData("ca.crt")]
    [InlineData("server.crt")]
    [InlineData("server.key")]
    [InlineData("client.crt")]
    [InlineData("client.key")]
    public void An_incomplete_set_is_made_anew_as_a_whole(string missing)
    {
        var first = _store.ReadOrCreate(Now);
        File.Delete(Path.Combine(_directory, missing));

        AssertRemadeAsAWhole(first, Now);
    }

    [Fact]
    public void A_mismatched_set_is_made_anew_as_a_whole()
    {
        var first = _store.ReadOrCreate(Now);
        File.WriteAllText(_store.ClientKeyPath, DevelopmentCertificateSet.Create(Now).ClientKey);

        AssertRemadeAsAWhole(first, Now);
    }

    [Fact]
    public void A_set_near_its_end_is_made_anew_as_a_whole() =>
        AssertRemadeAsAWhole(_store.ReadOrCreate(Now), Now.AddDays(89.5));

    [Fact]
    public void A_key_that_others_could_read_is_made_anew()
    {
        var first = _store.ReadOrCreate(Now);
        File.SetUnixFileMode(_store.ServerKeyPath, OwnerOnly | UnixFileMode.GroupRead);

        AssertRemadeAsAWhole(first, Now);
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(_store.ServerKeyPath));
    }

    [Fact]
    public async Task Starts_at_the_same_moment_agree_on_one_set()
    {
        using var together = new Barrier(8);
        var starts = Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () =>
            {
                together.SignalAndWait(TimeSpan.FromSeconds(30));
                return new DevelopmentCertificateStore(_directory).ReadOrCreate(Now);
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));

        var sets = await Task.WhenAll(starts);

        Assert.Single(sets.Distinct());
        Assert.Equal(sets[0], _store.Peek(Now));
        Assert.Equal(FileNames, FilesOnDisk());
    }

    [Fact]
    public void Looking_writes_nothing()
    {
        Assert.Null(_store.Peek(Now));
        Assert.False(Path.Exists(_state));
    }

    [Theory]
    [InlineData(".actor-tls")]
    [InlineData(".actor-tls/dev")]
    public void A_directory_that_others_may_write_to_is_refused(string name)
    {
        Directory.CreateDirectory(_directory);
        File.SetUnixFileMode(
            Path.Combine(_temporary.Path, name), OwnerOnly | UnixFileMode.UserExecute | UnixFileMode.GroupWrite);

        AssertRefused("others may write");
        Assert.Empty(FilesOnDisk());
    }

    [Fact]
    public void A_symbolic_link_is_refused()
    {
        var elsewhere = Directory.CreateDirectory(Path.Combine(_temporary.Path, "elsewhere")).FullName;
        Directory.CreateDirectory(_state);
        Directory.CreateSymbolicLink(_directory, elsewhere);

        AssertRefused("symbolic link");
        Assert.Empty(Directory.GetFileSystemEntries(elsewhere));
    }

    [Fact]
    public void A_symbolic_link_to_nowhere_is_refused()
    {
        Directory.CreateDirectory(_state);
        Directory.CreateSymbolicLink(_directory, Path.Combine(_temporary.Path, "nowhere"));

        AssertRefused("symbolic link");
    }

    [Fact]
    public void Somebody_else_s_directory_is_refused()
    {
        // The superuser can give a directory away; anybody else finds one that is not theirs.
        var state = "/usr";
        if (Environment.IsPrivilegedProcess)
        {
            state = Directory.CreateDirectory(_state).FullName;
            using var chown = Process.Start("chown", ["1", state]);
            Assert.True(chown.WaitForExit(TimeSpan.FromSeconds(30)));
            Assert.Equal(0, chown.ExitCode);
        }
        var store = new DevelopmentCertificateStore(Path.Combine(state, "dev"));

        var refusal = Assert.Throws<DevelopmentCertificateException>(() => store.ReadOrCreate(Now));
        Assert.Contains("belongs to user", refusal.Message, StringComparison.Ordinal);
        Assert.False(Path.Exists(Path.Combine(state, "dev")));
    }

    [Fact]
    public void A_new_set_goes_into_any_directory_that_has_none()
    {
        var written = _store.WriteNew(Now);

        Assert.Equal(5, written.Count);
        Assert.Equal(FileNames, FilesOnDisk());
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(_store.ClientKeyPath));
        Assert.NotNull(_store.Peek(Now));
    }

    [Theory]
    [InlineData("ca.crt")]
    [InlineData("client.key")]
    public void A_new_set_overwrites_no_file(string taken)
    {
        Directory.CreateDirectory(_directory);
        var path = Path.Combine(_directory, taken);
        File.WriteAllText(path, "mine");

        var refusal = Assert.Throws<DevelopmentCertificateException>(() => _store.WriteNew(Now));

        Assert.Contains(path, refusal.Message, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(path));
        Assert.Equal([taken], FilesOnDisk());
    }

    private void AssertRemadeAsAWhole(DevelopmentCertificateSet first, DateTimeOffset now)
    {
        Assert.Null(_store.Peek(now));
        var second = _store.ReadOrCreate(now);
        Assert.NotEqual(first.Authority, second.Authority);
        Assert.True(second.IsUsable(now));
        Assert.Equal(second, _store.Peek(now));
        Assert.Equal(FileNames, FilesOnDisk());
    }

    private void AssertRefused(string why)
    {
        var refusal = Assert.Throws<DevelopmentCertificateException>(() => _store.ReadOrCreate(Now));
        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
        Assert.Throws<DevelopmentCertificateException>(() => _store.Peek(Now));
    }

    private string[] FilesOnDisk() => [.. Directory.GetFiles(_directory)
        .Select(path => Path.GetFileName(path)).Where(name => name != ".lock").Order(StringComparer.Ordinal)];
}
