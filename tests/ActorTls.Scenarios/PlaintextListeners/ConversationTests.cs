using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using ActorTls.Scenarios.Harness;
using ActorTls.Sessions;

namespace ActorTls.Scenarios.PlaintextListeners;

/// <summary>A listener with <c>tls = off</c>: the same phases, services and endings, without TLS.</summary>
public sealed class ConversationTests
{
    private const string Plain = """
        actor-tls.listeners.plain { port = 0, tls = off, service = echo }
        """;

    [Fact]
    public async Task What_is_sent_comes_back_and_FIN_is_a_clean_end()
    {
        await using var scene = await Scene.StartAsync("", Plain);
        using (var client = await RawClient.ConnectAsync(scene.EndPointOf("plain")))
        {
            await client.SendAsync("hello"u8.ToArray());
            Assert.Equal("hello", await client.ReadTextAsync(5));
            client.CompleteWrites();
            Assert.Equal(new RawEnd([], WasReset: false), await client.ReadToEndAsync(), RawEnds.Same);
        }

        var closed = scene.AssertNextClosed("peer-finished", "established");
        Assert.Equal((5L, 5L, null), (closed.Fields["bytes_in"], closed.Fields["bytes_out"], closed.Fields["tls_version"]));
        Assert.Equal((null, null), (closed.Fields["identity"], closed.Fields["server_name"]));
        await scene.EndAsync();
    }

    [Fact]
    public async Task The_service_may_speak_first()
    {
        var service = new TestService("greeting", () => new GreetingSession("welcome"));
        await using var scene = await Scene.StartAsync("", service.Configuration + """

            actor-tls.listeners.plain { port = 0, tls = off, service = greeting }
            """, service);
        using (var client = await RawClient.ConnectAsync(scene.EndPointOf("plain")))
        {
            Assert.Equal("welcome", await client.ReadTextAsync(7));
            client.CompleteWrites();
            Assert.Empty((await client.ReadToEndAsync()).Bytes);
        }
        scene.AssertNextClosed("peer-finished", "established");
        await scene.EndAsync();
    }

    [Fact]
    public async Task A_reset_is_a_reset()
    {
        await using var scene = await Scene.StartAsync("", Plain);
        var client = await RawClient.ConnectAsync(scene.EndPointOf("plain"));
        await client.SendAsync("hello"u8.ToArray());
        Assert.Equal("hello", await client.ReadTextAsync(5));
        client.Reset();
        scene.AssertNextClosed("peer-reset", "established");
        await scene.EndAsync();
    }

    [Fact]
    public async Task What_was_sent_before_the_client_finished_still_comes_back()
    {
        await using var scene = await Scene.StartAsync("", Plain);
        var sent = RandomNumberGenerator.GetBytes(2_000_000);
        using (var client = await RawClient.ConnectAsync(scene.EndPointOf("plain")))
        {
            var received = client.ReadToEndAsync();
            await client.SendAsync(sent);
            client.CompleteWrites();
            Assert.Equal(new RawEnd(sent, WasReset: false), await received, RawEnds.Same);
        }
        Assert.Equal(2_000_000L, scene.AssertNextClosed("peer-finished").Fields["bytes_out"]);
        await scene.EndAsync();
    }

    [Theory]
    [InlineData(10)]
    [InlineData(1_000_000)]
    public async Task Of_both_ends_a_session_that_does_not_read_yet_loses_nothing(int length)
    {
        var counts = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var session = new LateReader(counts);
        var service = new TestService("late", () => session);
        await using var scene = await Scene.StartAsync("", service.Configuration + """

            actor-tls.listeners.plain { port = 0, tls = off, service = late }
            """, service);
        using (var client = await RawClient.ConnectAsync(scene.EndPointOf("plain")))
        {
            // Both have sent FIN, and the kernel tells of a hang-up, before the session reads a byte.
            Assert.Equal(new RawEnd([], WasReset: false), await client.ReadToEndAsync(), RawEnds.Same);
            var sending = Task.Run(async () =>
            {
                await client.SendAsync(new byte[length]);
                client.CompleteWrites();
            });
            if (length < 100) await sending;
            await scene.Neighbour.AssertServedAsync(20);
            session.Resume();
            await sending;
            Assert.Equal(length, await counts.Task.WaitAsync(TlsClient.Patience));
        }
        Assert.Equal((long)length, scene.AssertNextClosed("service-closed", "established").Fields["bytes_in"]);
        await scene.EndAsync();
    }

    [Fact]
    public async Task A_service_that_closes_sends_all_it_wrote_and_FIN()
    {
        var service = new TestService("closing", () => new ClosingSession());
        await using var scene = await Scene.StartAsync("", service.Configuration + """

            actor-tls.listeners.plain { port = 0, tls = off, service = closing }
            """, service);
        using (var client = await RawClient.ConnectAsync(scene.EndPointOf("plain")))
        {
            var end = await client.ReadToEndAsync();
            Assert.Equal((200_000, false), (end.Bytes.Length, end.WasReset));
        }
        Assert.Equal(200_000L, scene.AssertNextClosed("service-closed", "established").Fields["bytes_out"]);
        await scene.EndAsync();
    }

    [Fact]
    public async Task At_a_unix_socket_nobody_else_may_connect()
    {
        await using var scene = await Scene.StartAsync("", """
            actor-tls.listeners.unix { address = "unix:plain.sock", tls = off, service = echo }
            """);
        var path = Path.Combine(scene.Server.Directory, "plain.sock");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        using (var client = await RawClient.ConnectAsync(new UnixDomainSocketEndPoint(path)))
        {
            await client.SendAsync("hello"u8.ToArray());
            Assert.Equal("hello", await client.ReadTextAsync(5));
            client.CompleteWrites();
            Assert.Empty((await client.ReadToEndAsync()).Bytes);
        }
        Assert.Equal("unix", scene.AssertNextClosed("peer-finished").Fields["peer"]);
        await scene.EndAsync();
    }

    [Fact]
    public async Task It_says_that_it_has_no_policy()
    {
        await using var scene = await Scene.StartAsync("", Plain);
        Assert.Contains(scene.Server.Log.All, logged => logged.Message.Contains("with policy none (tls = off) and service echo"));
        Assert.Equal("", scene.Server.Listeners.Single(listener => listener.Name == "plain").Policy);
        await scene.EndAsync();
    }

    /// <summary>Finishes its own side at once, and reads when it is told to.</summary>
    private sealed class LateReader(TaskCompletionSource<int> count) : Session
    {
        private int _received;

        public void Resume() => Connection.Self.Tell("resume", Akka.Actor.ActorRefs.NoSender);

        protected internal override void OnEstablished()
        {
            Connection.PauseReading();
            Connection.CompleteWrites();
        }

        protected internal override void OnMessage(object message) => Connection.ResumeReading();

        protected internal override void OnReceived(ReadOnlySpan<byte> data)
        {
            // Now and then it needs a pause, which it asks for in the middle of what there is.
            _received += data.Length;
            if (_received % 3 != 0) return;
            Connection.PauseReading();
            Resume();
        }

        protected internal override void OnPeerCompleted() => count.SetResult(_received);
    }

    private sealed class ClosingSession : Session
    {
        protected internal override void OnEstablished()
        {
            Connection.Write(new byte[200_000]);
            Connection.Close();
        }

        protected internal override void OnReceived(ReadOnlySpan<byte> data) { }
    }
}
