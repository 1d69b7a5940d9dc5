using System.Diagnostics.Metrics;
using System.Net;
using ActorTls.Connecting;
using ActorTls.Forwarding;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace ActorTls.Actors.Tests.Forwarding;

/// <summary>In which order a connection tries the upstreams.</summary>
public sealed class UpstreamGroupTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly Meter _meter = new("test");
    private readonly UpstreamMetrics _metrics;

    public UpstreamGroupTests() => _metrics = new UpstreamMetrics(_meter);

    [Fact]
    public void In_turn_each_is_first_equally_often_and_the_others_follow()
    {
        var group = Create(3, Balance.RoundRobin);
        Assert.Equal(["123", "231", "312", "123"], Enumerable.Range(0, 4).Select(_ => Order(group)));
    }

    [Fact]
    public void With_first_the_order_is_that_of_the_setting()
    {
        var group = Create(3, Balance.First);
        Assert.Equal(["123", "123"], Enumerable.Range(0, 2).Select(_ => Order(group)));
    }

    [Fact]
    public void The_one_with_the_fewest_connections_is_first()
    {
        var group = Create(3, Balance.LeastConnections);
        Use(group, 0);
        Use(group, 0);
        var ended = Use(group, 1);
        Assert.Equal("321", Order(group));
        ended.End();
        Assert.Equal("231", Order(group));
        Assert.Equal("321", Order(group));
    }

    [Fact]
    public void Those_that_are_down_come_last_and_share_nothing_out()
    {
        var group = Create(3, Balance.RoundRobin);
        Use(group, 1).Fail("refused", isRejected: true);
        Assert.Equal(["132", "312", "132", "312"], Enumerable.Range(0, 4).Select(_ => Order(group)));
    }

    [Fact]
    public void One_that_is_to_be_tried_again_has_its_turn()
    {
        var group = Create(2, Balance.First);
        Use(group, 0).Fail("refused", isRejected: true);
        Assert.Equal("21", Order(group));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("12", Order(group));
        var probe = Use(group, 0);
        Assert.Equal("21", Order(group));
        probe.Succeed();
        Assert.Equal("12", Order(group));
    }

    [Fact]
    public void When_all_are_down_all_are_tried()
    {
        var group = Create(2, Balance.RoundRobin);
        Use(group, 0).Fail("refused", isRejected: true);
        Use(group, 1).Fail("refused", isRejected: true);
        Assert.Equal("12", Order(group));
    }

    [Fact]
    public void Every_upstream_is_in_every_order_once() =>
        Gen.Select(Gen.Int[1, 12], Gen.Enum<Balance>(), Gen.Int[0, 1000].Array[0, 30]).Sample((count, balance, steps) =>
        {
            var group = Create(count, balance);
            foreach (var step in steps)
            {
                var use = Use(group, step % count);
                if (step % 3 == 0) use.Fail("refused", isRejected: step % 2 == 0);
                Assert.Equal(group.Upstreams.Order(ByName), group.Order().Order(ByName));
            }
        });

    [Fact]
    public void What_ended_counts_no_more()
    {
        var group = Create(1, Balance.First);
        var (open, ended, failed) = (Use(group, 0), Use(group, 0), Use(group, 0));
        open.Succeed();
        ended.Succeed();
        ended.End();
        failed.Fail("refused", isRejected: false);
        Assert.Equal(1, group.Upstreams[0].Active);
        var counters = _metrics.CountersOf("forward", group.Upstreams[0].Name);
        Assert.Equal((1L, 2L, 1L, 0), (counters.Connections, counters.Connected, counters.Failures, counters.Down));
    }

    public void Dispose() => _meter.Dispose();

    private static readonly Comparer<Upstream> ByName = Comparer<Upstream>.Create((one, other) => string.CompareOrdinal(one.Name, other.Name));

    private UpstreamGroup Create(int count, Balance balance)
    {
        var group = new UpstreamGroup(
            [.. Enumerable.Range(1, count).Select(port => new Upstream(
                "forward", new RemoteAddress.Ip(new IPEndPoint(IPAddress.Loopback, port)),
                new PassiveHealth(new PassiveHealthSettings(3, TimeSpan.FromSeconds(10)), _time), null))], balance);
        foreach (var upstream in group.Upstreams) upstream.Start(_metrics, NullLogger.Instance);
        return group;
    }

    private static UpstreamLease Use(UpstreamGroup group, int index) => group.Upstreams[index].Begin();

    private static string Order(UpstreamGroup group) => string.Concat(group.Order().Select(upstream => upstream.Name.Split(':')[1]));
}
