using ActorTls.Scenarios.Harness;
using ActorTls.Sessions;
using Microsoft.Extensions.Logging;

namespace ActorTls.Scenarios.Endings;

/// <summary>The service ends the connection, from within each of its methods.</summary>
public sealed class ServiceEndTests
{
    [Theory]
    [InlineData(nameof(Session.OnEstablished))]
    [InlineData(nameof(Session.OnReceived))]
    [InlineData(nameof(Session.OnPeerCompleted))]
    public async Task The_peer_gets_what_was_written_and_close_notify(string method)
    {
        var service = new TestService("closing", () => new ClosingSession(method));
        await using var scene = await Scene.StartAsync("", service.Configuration, service);
        await using (var client = await scene.ConnectTlsAsync("closing"))
        {
            if (method != nameof(Session.OnEstablished)) await client.Stream.WriteAsync("now"u8.ToArray());
            if (method == nameof(Session.OnPeerCompleted)) await client.Stream.ShutdownAsync();
            Assert.Equal(3, await client.ReadToCloseNotifyAsync());
            if (method != nameof(Session.OnPeerCompleted)) await client.Stream.ShutdownAsync();
        }

        var closed = scene.AssertNextClosed("service-closed", "established");
        Assert.Equal(("enough", 3L), (closed.Detail, closed.Fields["bytes_out"]));
        Assert.Null(closed.Exception);
        Assert.Equal(LogLevel.Information, closed.Level);
        await scene.EndAsync();
    }

    private sealed class ClosingSession(string method) : Session
    {
        protected internal override void OnEstablished() => CloseIn(nameof(OnEstablished));

        protected internal override void OnReceived(ReadOnlySpan<byte> data) => CloseIn(nameof(OnReceived));

        protected internal override void OnPeerCompleted() => CloseIn(nameof(OnPeerCompleted));

        private void CloseIn(string here)
        {
            if (here != method) return;
            Connection.Write("bye"u8);
            Connection.Close(detail: "enough");
        }
    }
}
