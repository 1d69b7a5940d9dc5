using System.Net;
using ActorTls.Configuration;
using ActorTls.Deployments;
using CsCheck;

namespace ActorTls.Actors.Tests.Deployments;

/// <summary>What a deployment means for each listener, by addresses alone.</summary>
public sealed class ListenerChangesTests
{
    [Fact]
    public void At_the_start_everything_is_opened() =>
        Assert.Equal(["a new Opened", "b new Opened"], Plan([], ["a 127.0.0.1:1", "b unix:/b"]));

    [Fact]
    public void An_address_that_stays_keeps_its_socket() =>
        Assert.Equal(
            ["a Kept", "b Kept"], Plan(["a 127.0.0.1:1", "b unix:/b"], ["a 127.0.0.1:1", "b unix:/b"]));

    [Fact]
    public void A_port_that_the_kernel_chose_stays() =>
        Assert.Equal(["a Kept"], Plan(["a 127.0.0.1:0 as 127.0.0.1:4711"], ["a 127.0.0.1:0"]));

    [Fact]
    public void A_port_that_the_kernel_chose_may_be_written_down() =>
        Assert.Equal(["a Kept"], Plan(["a 127.0.0.1:0 as 127.0.0.1:4711"], ["a 127.0.0.1:4711"]));

    [Fact]
    public void A_written_port_that_becomes_any_port_is_another_one() =>
        Assert.Equal(["a Opened"], Plan(["a 127.0.0.1:1"], ["a 127.0.0.1:0"]));

    [Fact]
    public void Another_mode_of_a_unix_socket_is_no_other_socket() =>
        Assert.Equal(["a Kept"], Plan(["a unix:/a"], ["a unix:/a 0660"]));

    [Fact]
    public void Another_address_is_a_move() =>
        Assert.Equal(["a Opened"], Plan(["a 127.0.0.1:1"], ["a 127.0.0.1:2"]));

    [Fact]
    public void Who_is_renamed_takes_over_its_own_socket() =>
        Assert.Equal(["b new TakenOver from a"], Plan(["a 127.0.0.1:1"], ["b 127.0.0.1:1"]));

    [Fact]
    public void Two_that_swap_addresses_swap_sockets() =>
        Assert.Equal(
            ["a TakenOver from b", "b TakenOver from a"],
            Plan(["a 127.0.0.1:1", "b unix:/b"], ["a unix:/b", "b 127.0.0.1:1"]));

    [Fact]
    public void Who_moves_away_leaves_its_socket_to_the_next() =>
        Assert.Equal(
            ["a TakenOver from b", "b Opened", "c new TakenOver from a"],
            Plan(["a 127.0.0.1:1", "b 127.0.0.1:2"], ["a 127.0.0.1:2", "b 127.0.0.1:3", "c 127.0.0.1:1"]));

    [Fact]
    public void A_socket_that_is_kept_is_taken_over_by_nobody() =>
        Assert.Equal(
            ["a Kept", "b new Opened"], Plan(["a 127.0.0.1:0 as 127.0.0.1:4711"], ["a 127.0.0.1:0", "b 127.0.0.1:4711"]));

    [Theory]
    [InlineData("127.0.0.1:1", "0.0.0.0:1", true)]
    [InlineData("0.0.0.0:1", "127.0.0.1:1", true)]
    [InlineData("127.0.0.1:1", "127.0.0.2:1", false)]
    [InlineData("127.0.0.1:1", "0.0.0.0:2", false)]
    [InlineData("127.0.0.1:1", "[::]:1", true)]
    [InlineData("[::]:1", "0.0.0.0:1", true)]
    [InlineData("[::1]:1", "0.0.0.0:1", false)]
    [InlineData("[::]:1", "0.0.0.0:2", false)]
    [InlineData("[::1]:1", "[::]:1", true)]
    [InlineData("unix:/a", "unix:/a", true)]
    [InlineData("unix:/a", "unix:/b", false)]
    public void Addresses_that_overlap_cannot_both_be_bound(string held, string wanted, bool overlap) =>
        Assert.Equal(overlap, ListenerChanges.HolderOf(Address(wanted), [Running($"a {held}")]) is not null);

    [Fact]
    public void All_of_IPv6_with_and_without_IPv4_are_two_places()
    {
        var alone = new ListenAddress.Ip(System.Net.IPEndPoint.Parse("[::]:1")) { IsIPv6Only = true };
        var change = Assert.Single(ListenerChanges.Between([Running("a [::]:1")], [Settings("a", alone)]));
        Assert.Equal(SocketOrigin.Opened, change.Origin);
        Assert.Null(ListenerChanges.HolderOf(alone, [Running("a 0.0.0.0:1")]));
    }

    [Fact]
    public void Whatever_changes_each_socket_has_one_holder_and_none_is_bound_twice() =>
        Gen.Select(Gen.Shuffle(Names), Gen.Shuffle(Ports), Gen.Int[0, 5], Gen.Shuffle(Names), Gen.Shuffle(Ports), Gen.Int[0, 5])
            .Sample((namesNow, portsNow, now, namesNext, portsNext, next) =>
            {
                var running = namesNow.Zip(portsNow).Take(now).Select(each => Running($"{each.First} 127.0.0.1:{each.Second}")).ToList();
                var wanted = namesNext.Zip(portsNext).Take(next)
                    .Select(each => Settings(each.First, Address($"127.0.0.1:{each.Second}"))).ToList();
                var changes = ListenerChanges.Between(running, wanted);

                Assert.Equal(wanted.Select(each => each.Name), changes.Select(change => change.Name));
                foreach (var (listener, change) in wanted.Zip(changes))
                {
                    var holder = running.Find(other => other.Bound == listener.Address);
                    var source = change.Origin == SocketOrigin.Kept ? listener.Name : change.From;
                    Assert.Equal(holder?.Name, source);   // What is bound already is not bound again, by anybody.
                    Assert.Equal(running.TrueForAll(other => other.Name != listener.Name), change.IsNew);
                }
            });

    private static string[] Names => ["a", "b", "c", "d", "e"];

    private static int[] Ports => [1, 2, 3, 4, 5];

    private static IEnumerable<string> Plan(string[] running, string[] next) =>
        ListenerChanges.Between([.. running.Select(Running)], [.. next.Select(Next)])
            .Select(change => change.Name + (change.IsNew ? " new " : " ") + change.Origin + (change.From is null ? "" : $" from {change.From}"));

    // "NAME CONFIGURED", or "NAME CONFIGURED as BOUND"
    private static ListeningAt Running(string text)
    {
        var words = text.Split(' ');
        return new ListeningAt(words[0], Address(words[1]), Address(words[^1]));
    }

    // "NAME ADDRESS", or "NAME ADDRESS MODE"
    private static ListenerSettings Next(string text)
    {
        var words = text.Split(' ');
        return Settings(words[0], Address(words[1], words.Length > 2 ? UnixFileMode.GroupRead : UnixFileMode.None));
    }

    private static ListenAddress Address(string text, UnixFileMode mode = UnixFileMode.None) =>
        text.StartsWith("unix:", StringComparison.Ordinal)
            ? new ListenAddress.Unix(text[5..], mode)
            : new ListenAddress.Ip(IPEndPoint.Parse(text));

    private static ListenerSettings Settings(string name, ListenAddress address) => new(
        name, default, address, 16, default, default, new TcpSettings(null, true), new LimitSettings(0, 0, 0),
        new TimeoutSettings(null, null, null, null, null, null, null, null));
}
