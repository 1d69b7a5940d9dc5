using ActorTls.Files;
using ActorTls.Tls;

namespace ActorTls.Actors.Tests.Files;

/// <summary>What counts as a change of files, over files and a clock of the test's own.</summary>
public sealed class FileWatchTests
{
    private const string Certificate = "/pki/server.crt";
    private const string Key = "/pki/server.key";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(60);

    private readonly TimersSeen _time = new();
    private readonly ScriptedFileSource _files = new() { [Certificate] = "certificate 1", [Key] = "key 1" };
    private readonly FilesRead _loaded = new();
    private readonly List<string> _unsettled = [];

    [Fact]
    public async Task A_change_is_found_once_two_looks_in_a_row_agree()
    {
        var change = await WatchAsync();
        await LookAsync(change);
        Assert.Empty(_unsettled);

        _files[Certificate] = "certificate 2";
        await LookAsync(change);
        Assert.False(change.IsCompleted);
        Assert.Equal([Certificate], _unsettled);

        await LookAsync(change);
        Assert.Equal([Certificate], await change);
        Assert.Equal([Certificate], _unsettled);
    }

    [Fact]
    public async Task Nothing_is_taken_while_any_file_differs_at_each_look()
    {
        var change = await WatchAsync();
        _files[Certificate] = "certificate 2";
        for (var written = 1; written < 6; written++)
        {
            _files[Key] = new string('k', written);
            await LookAsync(change);
            Assert.False(change.IsCompleted);
        }
        await LookAsync(change);
        Assert.Equal([Certificate, Key], await change);
    }

    [Fact]
    public async Task Content_that_comes_back_is_no_change_and_the_next_change_needs_two_looks_again()
    {
        var change = await WatchAsync();
        foreach (var content in new[] { "certificate 2", "certificate 1", "certificate 2", "certificate 1" })
        {
            _files[Certificate] = content;
            await LookAsync(change);
            Assert.False(change.IsCompleted);
        }
    }

    [Fact]
    public async Task A_file_that_is_missing_at_one_look_is_no_change_and_at_two_looks_is_one()
    {
        var change = await WatchAsync();
        _files[Key] = null;
        await LookAsync(change);
        _files[Key] = "key 1";
        await LookAsync(change);
        _files[Key] = null;
        await LookAsync(change);
        Assert.False(change.IsCompleted);

        await LookAsync(change);
        Assert.Equal([Key], await change);
    }

    [Fact]
    public async Task What_the_last_load_could_not_read_is_a_change_only_when_it_can_be_read()
    {
        _files[Key] = null;
        var change = await WatchAsync();
        for (var i = 0; i < 4; i++) await LookAsync(change);
        Assert.False(change.IsCompleted);
        Assert.Empty(_unsettled);

        _files[Key] = "key 1";
        await LookAsync(change);
        await LookAsync(change);
        Assert.Equal([Key], await change);
    }

    [Fact]
    public async Task A_file_that_changed_between_two_reads_of_one_load_has_changed()
    {
        var source = new RecordingFileSource(_files, _loaded);
        source.ReadAllBytes(Certificate);
        _files[Certificate] = "certificate 2";
        source.ReadAllBytes(Certificate);

        var change = await WatchAsync();
        await LookAsync(change);
        await LookAsync(change);
        Assert.Equal([Certificate], await change);
    }

    [Fact]
    public async Task Any_history_is_answered_as_two_looks_in_a_row_say()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var round = 0; round < 50; round++)
        {
            var test = new FileWatchTests();
            var change = await test.WatchAsync();
            string?[] before = ["certificate 1", "key 1"];
            string?[] loaded = [.. before];
            for (var look = 0; look < 20 && !change.IsCompleted; look++)
            {
                string?[] now = [Pick("certificate"), Pick("key")];
                (test._files[Certificate], test._files[Key]) = (now[0], now[1]);
                await test.LookAsync(change);
                var isChange = now.SequenceEqual(before) && !now.SequenceEqual(loaded);
                Assert.True(isChange == change.IsCompleted, $"seed {seed}, round {round}, look {look}");
                before = now;
            }
        }

        string? Pick(string kind) => random.Next(4) switch { 0 => null, 1 => $"{kind} 2", _ => $"{kind} 1" };
    }

    [Fact]
    public async Task What_a_look_has_read_is_wiped()
    {
        var change = await WatchAsync();
        var read = _files.HandedOut.Count;
        await LookAsync(change);

        var looked = _files.HandedOut.Skip(read).ToList();
        Assert.Equal(2, looked.Count);
        Assert.All(looked, content => Assert.All(content, value => Assert.Equal(0, value)));
        Assert.All(_files.HandedOut.Take(read), content => Assert.DoesNotContain((byte)0, content));   // Those are the load's.
    }

    [Fact]
    public async Task A_cancelled_wait_ends_when_the_look_under_way_has_ended()
    {
        using var cancellation = new CancellationTokenSource();
        using var reached = new SemaphoreSlim(0);
        using var answer = new ManualResetEventSlim();
        var change = await WatchAsync(cancellation.Token);
        _files.BeforeRead = () =>
        {
            reached.Release();
            answer.Wait(Generous);
        };
        _time.Advance(Interval);
        Assert.True(await reached.WaitAsync(Generous));

        await cancellation.CancelAsync();
        Assert.False(change.IsCompleted);
        answer.Set();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => change.WaitAsync(Generous));
        Assert.Equal(0, reached.CurrentCount);   // The second file was not read any more.
    }

    /// <summary>Loads both files, and waits for a change of them.</summary>
    private async Task<Task<IReadOnlyList<string>>> WatchAsync(CancellationToken cancellation = default)
    {
        var source = new RecordingFileSource(_files, _loaded);
        foreach (var path in new[] { Certificate, Key })
        {
            try
            {
                source.ReadAllBytes(path);
            }
            catch (FileNotFoundException)
            {
                // It is recorded all the same.
            }
        }
        Assert.Equal([Certificate, Key], _loaded.Paths);
        var watch = new FileWatch(_time, _unsettled.AddRange);
        var change = watch.WaitForChangeAsync(_loaded, Interval, cancellation);
        await _time.NextAsync().WaitAsync(Generous, CancellationToken.None);
        return change;
    }

    /// <summary>Lets the interval pass, and the look come to its end.</summary>
    private async Task LookAsync(Task change)
    {
        _time.Advance(Interval);
        await Task.WhenAny(change, _time.NextAsync()).WaitAsync(Generous);
    }
}
