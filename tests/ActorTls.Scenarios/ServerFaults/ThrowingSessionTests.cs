using ActorTls.Scenarios.Harness;
using ActorTls.Sessions;
using Microsoft.Extensions.Logging;

namespace ActorTls.Scenarios.ServerFaults;

/// <summary>A service's code throws. It costs its own connection and nobody else's.</summary>
public sealed class ThrowingSessionTests
{
    [Fact]
    public async Task A_thousand_times_in_a_row()
    {
        const int count = 1000;
        var service = new TestService("throwing", () => new ThrowingSession(nameof(Session.OnReceived)));
        await using var scene = await Scene.StartAsync("", service.Configuration, service);
        for (var i = 0; i < count; i++)
        {
            await using (var client = await scene.ConnectTlsAsync("throwing"))
            {
                await client.Stream.WriteAsync(new byte[1]);
                await AssertEndsAsync(client);
            }
            var closed = scene.AssertNextClosed("internal-error", "established");
            Assert.Equal((LogLevel.Error, "on purpose"), (closed.Level, closed.Exception?.Message));
        }
        await scene.EndAsync(expectErrors: true);
        Assert.Equal(count, scene.Server.Log.All.Count(logged => logged.Exception is not null));
    }

    [Theory]
    [InlineData("constructor")]
    [InlineData(nameof(Session.OnEstablished))]
    [InlineData(nameof(Session.OnReceived))]
    [InlineData(nameof(Session.OnPeerCompleted))]
    public async Task In_any_method(string method)
    {
        var service = new TestService("throwing", () => new ThrowingSession(method));
        await using var scene = await Scene.StartAsync("", service.Configuration, service);
        await using (var client = await scene.ConnectTlsAsync("throwing"))
        {
            await ProvokeAsync(client);
            await AssertEndsAsync(client);
        }

        var closed = scene.AssertNextClosed("internal-error");
        Assert.Equal("on purpose", closed.Exception?.Message);
        await scene.EndAsync(expectErrors: true);
    }

    [Fact]
    public async Task At_the_end_the_first_reason_stands()
    {
        var service = new TestService("throwing", () => new ThrowingSession(nameof(Session.OnClosed)));
        await using var scene = await Scene.StartAsync("", service.Configuration, service);
        await using (var client = await scene.ConnectTlsAsync("throwing")) await client.Stream.ShutdownAsync();

        scene.AssertNextClosed("peer-finished", "established");
        await scene.EndAsync(expectErrors: true);
    }

    private static async Task ProvokeAsync(TlsClient client)
    {
        try
        {
            await client.Stream.WriteAsync(new byte[1]);
            await client.Stream.ShutdownAsync();
        }
        catch (IOException)
        {
            // It ended already.
        }
    }

    private static async Task AssertEndsAsync(TlsClient client)
    {
        try
        {
            await client.ReadToCloseNotifyAsync();
        }
        catch (IOException)
        {
            // However it ends: a fault is no orderly end.
        }
    }

    private sealed class ThrowingSession : Session
    {
        private readonly string _method;

        public ThrowingSession(string method)
        {
            _method = method;
            ThrowIn("constructor");
        }

        protected internal override void OnEstablished() => ThrowIn(nameof(OnEstablished));

        protected internal override void OnReceived(ReadOnlySpan<byte> data) => ThrowIn(nameof(OnReceived));

        protected internal override void OnPeerCompleted()
        {
            ThrowIn(nameof(OnPeerCompleted));
            base.OnPeerCompleted();
        }

        protected internal override void OnClosed(CloseReason reason) => ThrowIn(nameof(OnClosed));

        private void ThrowIn(string here)
        {
            if (here == _method) throw new InvalidOperationException("on purpose");
        }
    }
}
