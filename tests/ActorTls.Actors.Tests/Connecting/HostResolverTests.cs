using System.Net;
using ActorTls.Connecting;
using Microsoft.Extensions.Time.Testing;

namespace ActorTls.Actors.Tests.Connecting;

/// <summary>When a host name is asked for, and what is kept of the answer.</summary>
public sealed class HostResolverTests
{
    private static readonly IPAddress First = IPAddress.Parse("10.0.0.1");
    private static readonly IPAddress Second = IPAddress.Parse("10.0.0.2");

    private readonly FakeTimeProvider _time = new();
    private readonly HostResolver _resolver;
    private TaskCompletionSource<IPAddress[]> _answer = new();
    private int _asked;

    public HostResolverTests() => _resolver = new HostResolver("db.internal", 5432, _time, name =>
    {
        Assert.Equal("db.internal", name);
        Interlocked.Increment(ref _asked);
        return _answer.Task;
    });

    [Fact]
    public async Task Whoever_waits_shares_one_question()
    {
        var (one, other) = (_resolver.ResolveAsync(), _resolver.ResolveAsync());
        _answer.SetResult([First, Second, First]);
        Assert.Equal(["10.0.0.1:5432", "10.0.0.2:5432"], Names(await one));
        Assert.Same(await one, await other);
        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task An_answer_is_used_for_a_while_and_not_longer()
    {
        Assert.Null(_resolver.Known);
        await AnswerAsync(First);
        Assert.Equal(["10.0.0.1:5432"], Names(_resolver.Known!));
        _time.Advance(HostResolver.KeptFor);
        Assert.Null(_resolver.Known);
    }

    [Fact]
    public async Task After_a_failure_it_is_asked_for_again()
    {
        var targets = await AnswerAsync(First, Second);
        _resolver.Failed(targets);
        Assert.Null(_resolver.Known);
        Assert.Equal(["10.0.0.2:5432"], Names(await AnswerAsync(Second)));
        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task A_failure_of_old_addresses_does_not_drop_new_ones()
    {
        var old = await AnswerAsync(First);
        await AnswerAsync(Second);
        _resolver.Failed(old);
        Assert.Equal(["10.0.0.2:5432"], Names(_resolver.Known!));
    }

    [Fact]
    public async Task The_address_that_worked_is_the_first_from_then_on()
    {
        var targets = await AnswerAsync(First, Second);
        _resolver.Succeeded(targets[1]);
        Assert.Equal(["10.0.0.2:5432", "10.0.0.1:5432"], Names(_resolver.Known!));
        Assert.Equal(["10.0.0.1:5432", "10.0.0.2:5432"], Names(targets));
    }

    [Fact]
    public async Task No_answer_is_told_and_not_kept()
    {
        var asking = _resolver.ResolveAsync();
        _answer.SetException(new System.Net.Sockets.SocketException(11001));
        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(() => asking);
        await Assert.ThrowsAsync<IOException>(() => AnswerAsync());
        Assert.Null(_resolver.Known);
        Assert.Single(await AnswerAsync(First));
    }

    private Task<SocketTarget[]> AnswerAsync(params IPAddress[] addresses)
    {
        _answer = new TaskCompletionSource<IPAddress[]>();
        _answer.SetResult(addresses);
        return _resolver.ResolveAsync();
    }

    private static IEnumerable<string> Names(SocketTarget[] targets) => targets.Select(target => target.Name);
}
