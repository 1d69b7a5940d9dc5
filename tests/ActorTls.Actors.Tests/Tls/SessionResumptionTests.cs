using ActorTls.Configuration;
using ActorTls.Tls;
using ActorTls.Tls.OpenSsl;
using Microsoft.Extensions.Time.Testing;

namespace ActorTls.Actors.Tests.Tls;

public sealed class SessionResumptionTests : IDisposable
{
    private readonly TlsTestPolicy _policy = new();
    private readonly List<IDisposable> _owned = [];

    public static TheoryData<TlsProtocols> Versions => [TlsProtocols.Tls12, TlsProtocols.Tls13];

    public void Dispose()
    {
        foreach (var owned in _owned) owned.Dispose();
        _policy.Dispose();
    }

    [Theory, MemberData(nameof(Versions))]
    public void A_session_resumes_on_any_loop_with_the_identity_it_began_with(TlsProtocols version)
    {
        var contexts = Contexts(_policy.Load(), "echo", 3);
        var client = Client(version);
        var session = Establish(contexts[0], client, out var first);

        foreach (var context in contexts)
        {
            using var pair = new ChannelPair(context, client, session: session).Handshake();
            Assert.True(pair.Server.Describe().Resumed);
            Assert.True(pair.Client.Describe().Resumed);
            Assert.Equal(first, pair.Server.GetPeerCertificate());
            if (version == TlsProtocols.Tls13) session = TakeSession(pair);
        }
    }

    [Theory, MemberData(nameof(Versions))]
    public void A_resumed_session_is_given_a_ticket_that_resumes_in_turn(TlsProtocols version)
    {
        var server = Contexts(_policy.Load(), "echo", 1)[0];
        var client = Client(version);
        var session = Establish(server, client, out _);
        for (var i = 0; i < 3; i++)
        {
            using var pair = new ChannelPair(server, client, session: session).Handshake();
            Assert.True(pair.Server.Describe().Resumed);
            if (version == TlsProtocols.Tls12) continue;
            session = TakeSession(pair);
        }
    }

    [Theory, MemberData(nameof(Versions))]
    public void A_ticket_of_another_listener_is_not_accepted(TlsProtocols version)
    {
        var policy = _policy.Load();
        var client = Client(version);
        var session = Establish(Contexts(policy, "one", 1)[0], client, out _);

        using var pair = new ChannelPair(Contexts(policy, "two", 1)[0], client, session: session).Handshake();
        Assert.False(pair.Server.Describe().Resumed);
    }

    [Theory, MemberData(nameof(Versions))]
    public void A_ticket_does_not_outlive_the_load_of_its_policy(TlsProtocols version)
    {
        var client = Client(version);
        var session = Establish(Contexts(_policy.Load(), "echo", 1)[0], client, out _);

        using var pair = new ChannelPair(Contexts(_policy.Load(), "echo", 1)[0], client, session: session).Handshake();
        Assert.False(pair.Server.Describe().Resumed);
    }

    [Theory, MemberData(nameof(Versions))]
    public void A_ticket_for_one_host_is_not_good_for_another(TlsProtocols version)
    {
        _policy.AddCertificate(_policy.Authority.IssueServer("other", ["other.example"]));
        var server = Contexts(_policy.Load(), "echo", 1)[0];
        var client = Client(version);
        var session = Establish(server, client, out _, "other.example");

        using var same = new ChannelPair(server, client, "other.example", session).Handshake();
        Assert.True(same.Server.Describe().Resumed);
        using var other = new ChannelPair(server, client, "localhost", session).Handshake();
        Assert.False(other.Server.Describe().Resumed);
    }

    [Theory]
    [InlineData(TlsProtocols.Tls12)]
    [InlineData(TlsProtocols.Tls13)]
    public void A_server_that_forgot_the_certificate_serves_on_and_resumes_with_it(TlsProtocols version)
    {
        using var policy = new TlsTestPolicy();
        using var server = policy.CreateContext();
        using var client = policy.CreateClient(policy.Authority.IssueClient(), version);
        ITlsClientSession? session = null;
        byte[]? shown = null;
        for (var connection = 0; connection < 3; connection++)
        {
            using var pair = new ChannelPair(server, client, session: session).Handshake();
            Assert.Equal(connection > 0, pair.Server.Describe().Resumed);
            shown ??= pair.Server.GetPeerCertificate();
            Assert.NotNull(shown);
            Assert.Equal(shown, pair.Server.GetPeerCertificate());
            Assert.Equal(TlsStatus.Done, pair.Server.IssueTicket());

            pair.Server.ForgetPeerCertificate();

            Assert.Null(pair.Server.GetPeerCertificate());
            Assert.Equal(version == TlsProtocols.Tls12 ? "TLSv1.2" : "TLSv1.3", pair.Server.Describe().Version);
            Assert.NotEmpty(pair.Server.Describe().CipherSuite);
            ChannelPair.WriteAll(pair.Server, "from the server");
            Assert.Equal("from the server", ChannelPair.ReadText(pair.Client, 15));
            ChannelPair.WriteAll(pair.Client, "from the client");
            Assert.Equal("from the client", ChannelPair.ReadText(pair.Server, 15));
            pair.Server.ForgetPeerCertificate();
            session = pair.Client.TakeSession() ?? session;
        }
        session?.Dispose();
    }

    [Fact]
    public void A_TLS_1_3_ticket_comes_only_once_it_is_issued()
    {
        var server = Contexts(_policy.Load(), "echo", 1)[0];
        using var pair = new ChannelPair(server, Client(TlsProtocols.Tls13)).Handshake();
        ChannelPair.WriteAll(pair.Server, "1");
        Assert.Equal("1", ChannelPair.ReadText(pair.Client, 1));
        Assert.Null(pair.Client.TakeSession());

        Assert.Equal(TlsStatus.Done, pair.Server.IssueTicket());
        Assert.Equal(TlsStatus.Done, pair.Server.IssueTicket());
        ChannelPair.WriteAll(pair.Server, "2");
        Assert.Equal("2", ChannelPair.ReadText(pair.Client, 1));
        using var session = pair.Client.TakeSession();
        Assert.NotNull(session);
    }

    [Theory, MemberData(nameof(Versions))]
    public void Without_tickets_nothing_resumes(TlsProtocols version)
    {
        _policy.Tickets = new SessionTicketSettings(false, TimeSpan.FromHours(2));
        var server = Contexts(_policy.Load(), "echo", 1)[0];
        var client = Client(version);
        using var pair = new ChannelPair(server, client).Handshake();
        Assert.Equal(TlsStatus.Done, pair.Server.IssueTicket());
        ChannelPair.WriteAll(pair.Server, "1");
        Assert.Equal("1", ChannelPair.ReadText(pair.Client, 1));

        // With TLS 1.2 the client has a session, though without a ticket; nobody kept it here.
        var session = pair.Client.TakeSession();
        if (session is null) return;
        _owned.Add(session);
        using var again = new ChannelPair(server, client, session: session).Handshake();
        Assert.False(again.Server.Describe().Resumed);
    }

    [Theory, MemberData(nameof(Versions))]
    public void A_ticket_is_good_for_its_lifetime_and_its_key_for_two(TlsProtocols version)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var engine = OpenSslEngine.Load(time);
        var server = engine.CreateServerContexts(_policy.Load(engine), "echo", 1)[0];
        _owned.Add(server);
        var client = Client(version);
        var session = Establish(server, client, out _);

        time.Advance(TimeSpan.FromHours(3)); // the key is now the previous one
        using (var pair = new ChannelPair(server, client, session: session).Handshake())
            Assert.True(pair.Server.Describe().Resumed);

        time.Advance(TimeSpan.FromHours(2)); // and now it is gone
        using (var pair = new ChannelPair(server, client, session: session).Handshake())
            Assert.False(pair.Server.Describe().Resumed);
    }

    [Theory, MemberData(nameof(Versions))]
    public void A_ticket_does_not_outlive_the_clients_certificate(TlsProtocols version)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var engine = OpenSslEngine.Load(time);
        _policy.Tickets = new SessionTicketSettings(true, TimeSpan.FromDays(2));
        var server = engine.CreateServerContexts(_policy.Load(engine), "echo", 1)[0];
        _owned.Add(server);
        var client = Client(version, DateTimeOffset.UtcNow.AddDays(1));
        var session = Establish(server, client, out _);

        time.Advance(TimeSpan.FromHours(23));
        using (var pair = new ChannelPair(server, client, session: session).Handshake())
            Assert.True(pair.Server.Describe().Resumed);

        time.Advance(TimeSpan.FromHours(2));
        using (var pair = new ChannelPair(server, client, session: session).Handshake())
            Assert.False(pair.Server.Describe().Resumed);
    }

    [Theory, MemberData(nameof(Versions))]
    public void A_ticket_does_not_outlive_the_revocation_list(TlsProtocols version)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var engine = OpenSslEngine.Load(time);
        _policy.RevocationLists.Add(RevocationList.Until(DateTimeOffset.UtcNow.AddHours(1), _policy.Authority.Certificate));
        var server = engine.CreateServerContexts(_policy.Load(engine), "echo", 1)[0];
        _owned.Add(server);
        var client = Client(version);
        var session = Establish(server, client, out _);

        time.Advance(TimeSpan.FromMinutes(61));
        using var pair = new ChannelPair(server, client, session: session).Handshake();
        Assert.False(pair.Server.Describe().Resumed);
    }

    private ITlsClientContext Client(TlsProtocols version, DateTimeOffset? notAfter = null)
    {
        var client = _policy.CreateClient(_policy.Authority.IssueClient(notAfter: notAfter), version);
        _owned.Add(client);
        return client;
    }

    private IReadOnlyList<ITlsServerContext> Contexts(TlsPolicy policy, string listener, int loops)
    {
        var contexts = TlsTestPolicy.Engine.CreateServerContexts(policy, listener, loops);
        _owned.AddRange(contexts);
        return contexts;
    }

    private ITlsClientSession Establish(ITlsServerContext server, ITlsClientContext client, out byte[]? identity, string name = "localhost")
    {
        using var pair = new ChannelPair(server, client, name).Handshake();
        Assert.False(pair.Server.Describe().Resumed);
        identity = pair.Server.GetPeerCertificate();
        return TakeSession(pair);
    }

    private ITlsClientSession TakeSession(ChannelPair pair)
    {
        Assert.Equal(TlsStatus.Done, pair.Server.IssueTicket());
        ChannelPair.WriteAll(pair.Server, ".");
        Assert.Equal(".", ChannelPair.ReadText(pair.Client, 1));
        var session = pair.Client.TakeSession();
        Assert.NotNull(session);
        _owned.Add(session);
        return session;
    }
}
