using ActorTls.EventLoops;
using ActorTls.Listening;
using ActorTls.Testing;
using Microsoft.Extensions.Time.Testing;

namespace ActorTls.Actors.Tests.Listening;

public sealed class AcceptErrorsTests
{
    [Theory]
    [InlineData(LibC.ECONNABORTED, "peer-aborted")]
    [InlineData(LibC.EPROTO, "peer-aborted")]
    [InlineData(LibC.EPERM, "peer-aborted")]
    [InlineData(LibC.EHOSTUNREACH, "peer-aborted")]
    [InlineData(12345, "peer-aborted")]
    [InlineData(LibC.EMFILE, "out-of-descriptors")]
    [InlineData(LibC.ENFILE, "out-of-descriptors")]
    [InlineData(LibC.ENOBUFS, "out-of-memory")]
    [InlineData(LibC.ENOMEM, "out-of-memory")]
    [InlineData(LibC.EBADF, "fatal")]
    [InlineData(LibC.EINVAL, "fatal")]
    [InlineData(LibC.ENOTSOCK, "fatal")]
    public void Each_error_of_accept_has_its_class(int errno, string expected) =>
        Assert.Equal(expected, AcceptErrors.Classify(errno).Name());

    [Fact]
    public void A_pause_is_told_of_once_at_its_beginning_and_once_at_its_end()
    {
        using var log = new CapturingLogger();
        var time = new FakeTimeProvider();
        var pause = new AcceptPause("test", time, log);

        pause.End();
        for (var i = 0; i < 3; i++) pause.Begin(AcceptErrorClass.OutOfDescriptors, "Too many open files");
        time.Advance(TimeSpan.FromSeconds(3));
        for (var i = 0; i < 3; i++) pause.End();

        Assert.Equal(
            [
                "listener test pauses accepting: out-of-descriptors (Too many open files); it tries again every 500 ms",
                "listener test accepts again after 3000 ms",
            ],
            log.All.Select(logged => logged.Message));
    }
}
