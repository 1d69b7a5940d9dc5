using ActorTls.Configuration;

namespace ActorTls.Actors.Tests.Configuration;

public sealed class ListenerReaderTests
{
    private static ListenerSettings Listener(string additions) =>
        Read.Settings($"{Read.Minimal}actor-tls.listeners.main {{ {additions} }}").Listeners["main"];

    [Theory]
    [InlineData("address = 0.0.0.0", "0.0.0.0:8443")]
    [InlineData("address = \"::1\"", "[::1]:8443")]
    [InlineData("address = \"[::]\"", "[::]:8443")]
    [InlineData("address = \"fe80::1%1\"", "[fe80::1%1]:8443")]
    [InlineData("port = 0", "127.0.0.1:0")]
    [InlineData("address = \"::ffff:127.0.0.2\"", "127.0.0.2:8443")]
    public void An_address_is_of_either_family(string setting, string expected) =>
        Assert.Equal(expected, Listener(setting).Address.ToString());

    [Fact]
    public void All_of_IPv6_is_IPv4_too_unless_it_is_said_to_be_alone()
    {
        Assert.True(((ListenAddress.Ip)Listener("address = \"::\"").Address).IsDualStack);
        Assert.False(((ListenAddress.Ip)Listener("address = \"::\", ipv6-only = on").Address).IsDualStack);
        Assert.False(((ListenAddress.Ip)Listener("address = \"::1\"").Address).IsDualStack);
    }

    [Theory]
    [InlineData("address = \"0.0.0.0\"", "address = \"::\"", true)]
    [InlineData("address = \"::\"", "address = \"127.0.0.1\"", true)]
    [InlineData("address = \"::\"", "address = \"::1\"", true)]
    [InlineData("address = \"0.0.0.0\"", "address = \"127.0.0.1\"", true)]
    [InlineData("address = \"127.0.0.1\"", "address = \"0.0.0.0\"", true)]
    [InlineData("address = \"0.0.0.0\"", "address = \"::\", ipv6-only = on", false)]
    [InlineData("address = \"0.0.0.0\"", "address = \"::1\"", false)]
    [InlineData("address = \"0.0.0.0\"", "address = \"::\", port = 8444", false)]
    [InlineData("address = \"0.0.0.0\", port = 0", "address = \"::\", port = 0", false)]
    public void Two_listeners_cannot_have_addresses_that_overlap(string first, string second, bool overlap)
    {
        var text = $$"""
            {{Read.Minimal}}
            actor-tls.listeners.main { {{first}} }
            actor-tls.listeners.second = ${actor-tls.listeners.main} { port = 8443, {{second}} }
            """;
        if (overlap) Assert.Contains("overlaps", Assert.Single(Read.Errors(text)), StringComparison.Ordinal);
        else Assert.Equal(2, Read.Settings(text).Listeners.Count);
    }

    [Theory]
    [InlineData("address = \"::1\", ipv6-only = on", "is for \"::\"")]
    [InlineData("address = \"0.0.0.0\", ipv6-only = off", "is for \"::\"")]
    [InlineData("address = \"::\", ipv6-only = maybe", "ipv6-only")]
    public void What_is_said_of_IPv6_alone_has_a_meaning_for_all_of_it(string setting, string expected) =>
        Assert.Contains(expected, Assert.Single(Read.Errors($"{Read.Minimal}actor-tls.listeners.main {{ {setting} }}")), StringComparison.Ordinal);

    [Fact]
    public void A_unix_address_has_a_path_and_a_mode_and_no_port()
    {
        var settings = Read.Settings(Read.Minimal + """
            actor-tls.listeners.local { address = "unix:run/x.sock", mode = 0660, policy = main, service = echo }
            """);

        Assert.Equal(
            new ListenAddress.Unix(
                "/work-dir/run/x.sock",
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite),
            settings.Listeners["local"].Address);
    }

    [Fact]
    public void Off_is_the_absence_of_a_deadline()
    {
        var listener = Listener("timeouts { idle = 5 minutes, handshake = off }, tcp { keepalive = off, no-delay = no }");

        Assert.Equal(TimeSpan.FromMinutes(5), listener.Timeouts.Idle);
        Assert.Null(listener.Timeouts.Handshake);
        Assert.Null(listener.Tcp.KeepAlive);
        Assert.False(listener.Tcp.NoDelay);
    }

    [Theory]
    [InlineData("port = 65536", "port = 65536: is out of range; accepted: a whole number from 0 to 65535")]
    [InlineData("port = -1", "is out of range")]
    [InlineData("port = 99999999999", "is out of range")]
    [InlineData("port = https", "is not a whole number")]
    [InlineData("port = 80.5", "is not a whole number")]
    [InlineData("port = null", "port = null: is null")]
    [InlineData("port = [1]", "port = [1]: is a list")]
    [InlineData("backlog = 0", "is out of range; accepted: a whole number from 1 to 2147483647")]
    [InlineData("address = localhost", "is not an address to listen on")]
    [InlineData("address = 127.1", "is not an address to listen on")]
    [InlineData("address = 010.0.0.1", "is not an address to listen on")]
    [InlineData("address = \"[::1]:80\"", "is not an address to listen on")]
    [InlineData("address = \"::1/64\"", "is not an address to listen on")]
    [InlineData("address = 1.2.3.256", "is not an address to listen on")]
    [InlineData("address = \"\"", "address = \"\": is empty")]
    [InlineData("address = \"unix:/x\"", "port = 8443: has no meaning for a unix: address")]
    [InlineData("mode = 0600", "mode = 0600: has no meaning for an IP address")]
    [InlineData("policy = mian", "policy = mian: is not the name of a policy; did you mean 'main'?; accepted: main")]
    [InlineData("service = none", "service = none: is not the name of a service; accepted: echo")]
    [InlineData("limits.max-connections = -1", "is out of range")]
    [InlineData("limits.max-connection = 1", "did you mean 'max-connections'?")]
    [InlineData("timeouts.idle = 0", "is out of range; accepted: 1ms to 365d")]
    [InlineData("timeouts.idle = 30", "is a duration without a unit")]
    [InlineData("timeouts.idle = never", "is not a duration; accepted: a number with ns, us, ms, s, m, h or d, such as 500ms or \"1.5 hours\", or off")]
    [InlineData("tcp.keepalive = 500ms", "is out of range; accepted: 1s to 32767s")]
    [InlineData("tcp.no-delay = 1", "is not a known word")]
    [InlineData("limits = 5", "limits = 5: is not an object")]
    public void A_wrong_value_is_told_with_what_is_accepted(string setting, string expected) =>
        Assert.Contains(expected, Read.Error($"actor-tls.listeners.main {{ {setting} }}"), StringComparison.Ordinal);

    [Theory]
    [InlineData("mode = 600", "is not a file mode")]
    [InlineData("mode = 0999", "is not a file mode")]
    [InlineData("mode = 4755", "is not a file mode")]
    public void A_wrong_mode_is_an_error(string setting, string expected) => Assert.Contains(
        expected,
        Read.Error($"actor-tls.listeners.local {{ address = \"unix:/x\", policy = main, service = echo, {setting} }}"),
        StringComparison.Ordinal);

    [Fact]
    public void A_unix_address_without_a_path_is_an_error() => Assert.Contains(
        "has no usable path after unix:",
        Read.Error("actor-tls.listeners.local { address = \"unix:\", policy = main, service = echo }"),
        StringComparison.Ordinal);

    [Fact]
    public void A_path_that_no_socket_can_have_is_an_error() => Assert.Contains(
        "is too long as a path of a socket",
        Read.Error($"actor-tls.listeners.local {{ address = \"unix:/{new string('x', 107)}\", policy = main, service = echo }}"),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("policy = main, service = echo", "listeners.p.port: is missing; accepted: a whole number from 0 to 65535")]
    [InlineData("port = 1, service = echo", "listeners.p.policy: is missing")]
    [InlineData("port = 1, policy = main", "listeners.p.service: is missing")]
    public void What_has_no_default_must_be_given(string listener, string expected) =>
        Assert.Contains(expected, Read.Error($"actor-tls.listeners.p {{ {listener} }}"), StringComparison.Ordinal);

    [Fact]
    public void A_plaintext_listener_needs_no_policy()
    {
        var settings = Read.Settings(Read.Minimal + """
            actor-tls.defaults.listener.policy = main
            actor-tls.listeners.local { port = 1, tls = off, service = echo }
            actor-tls.listeners.six { address = "::1", port = 1, tls = off, service = echo }
            actor-tls.listeners.socket { address = "unix:/x", tls = off, service = echo }
            actor-tls.listeners.network { address = "0.0.0.0", port = 2, tls = off, service = echo, allow-plaintext-network = on }
            """);

        foreach (var name in (string[])["local", "six", "socket", "network"])
        {
            Assert.True(settings.Listeners[name].IsPlaintext);
            Assert.Equal("", settings.Listeners[name].Policy.Value);
        }
        Assert.False(settings.Listeners["main"].IsPlaintext);
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("192.0.2.1")]
    public void A_plaintext_listener_for_the_network_has_to_be_meant(string address) => Assert.Contains(
        $"address = {address}: would take plaintext from the network: tls = off; accepted: a loopback address, a unix: address, or allow-plaintext-network = on",
        Read.Error($"actor-tls.listeners.p {{ address = \"{address}\", port = 1, tls = off, service = echo }}"),
        StringComparison.Ordinal);

    [Fact]
    public void A_policy_that_would_not_protect_is_an_error() => Assert.Contains(
        "listeners.p.policy = main: has no effect: tls = off; accepted: no policy, or tls = on",
        Read.Error("actor-tls.listeners.p { port = 1, tls = off, policy = main, service = echo }"),
        StringComparison.Ordinal);

    [Fact]
    public void The_proxies_whose_headers_count_are_named()
    {
        var listener = Listener("proxy-protocol = accept, trusted-proxies = [\"10.0.0.0/8\", \"::1\"]");
        Assert.True(listener.AcceptsProxyHeader);
        Assert.Equal(["10.0.0.0/8", "::1"], listener.TrustedProxies.Select(proxy => proxy.Value));
    }

    [Fact]
    public void Unless_others_are_named_the_headers_of_this_machine_count() =>
        Assert.Equal(["127.0.0.0/8"], Listener("proxy-protocol = accept").TrustedProxies.Select(proxy => proxy.Value));

    [Theory]
    [InlineData(
        "proxy-protocol = accept, trusted-proxies = []",
        "listeners.main.proxy-protocol = accept: needs to know whose headers count: trusted-proxies is empty")]
    [InlineData("proxy-protocol = on", "is not a known word; did you mean 'off'?; accepted: off, accept")]
    [InlineData("proxy-protocol = accept, trusted-proxies = \"::1\"", "is not a list")]
    [InlineData("tls = maybe", "is not a known word")]
    public void A_wrong_way_to_begin_is_told(string setting, string expected) =>
        Assert.Contains(expected, Read.Error($"actor-tls.listeners.main {{ {setting} }}"), StringComparison.Ordinal);

    [Fact]
    public void At_a_unix_address_its_mode_decides_whose_headers_count() => Assert.True(Read.Settings(Read.Minimal + """
        actor-tls.listeners.p { address = "unix:/x", proxy-protocol = accept, policy = main, service = echo }
        """).Listeners["p"].AcceptsProxyHeader);

    [Theory]
    [InlineData("allow-plaintext-network = on", "allow-plaintext-network: has no effect: tls = on")]
    [InlineData("trusted-proxies = [\"::1\"]", "trusted-proxies: has no effect: proxy-protocol = off")]
    public void What_has_no_effect_is_warned_of(string setting, string expected) => Assert.Contains(
        expected, Assert.Single(Read.Warnings($"{Read.Minimal}actor-tls.listeners.main {{ {setting} }}")), StringComparison.Ordinal);

    [Fact]
    public void No_listener_at_all_is_an_error() => Assert.Contains(
        "configuration: actor-tls.listeners: holds no listener",
        Assert.Single(Read.Errors("actor-tls { }")),
        StringComparison.Ordinal);

    [Fact]
    public void Two_listeners_at_one_address_are_an_error_unless_the_port_is_any()
    {
        Assert.Contains(
            "actor-tls.listeners.second = 127.0.0.1:8443: is the address of the listener 'main' already",
            Read.Error("actor-tls.listeners.second { port = 8443, policy = main, service = echo }"),
            StringComparison.Ordinal);
        Assert.Equal(3, Read.Settings(Read.Minimal + """
            actor-tls.listeners.b { port = 0, policy = main, service = echo }
            actor-tls.listeners.c { port = 0, policy = main, service = echo }
            """).Listeners.Count);
    }

    [Fact]
    public void Two_addresses_that_cannot_be_read_are_not_the_same_one() => Assert.Equal(2, Read.Errors(Read.Minimal + """
        actor-tls.listeners.b { address = x, port = 1, policy = main, service = echo }
        actor-tls.listeners.c { address = y, port = 1, policy = main, service = echo }
        """).Count);

    [Fact]
    public void Wrong_policies_do_not_hide_other_errors() => Assert.Equal(
        2, Read.Errors(Read.Minimal + "actor-tls.policies.main = 5\nactor-tls.io.workers = 0").Count);

    [Theory]
    [InlineData("io.workers = 0", "accepted: a whole number from 1 to 256, or auto")]
    [InlineData("io.spin = 1s", "is out of range; accepted: 0 to 10ms")]
    [InlineData("logging.level = trace", "accepted: debug, info, warning, error")]
    [InlineData("logging.format = xml", "accepted: text, json")]
    [InlineData("state-directory = []", "is a list where text is expected")]
    [InlineData("listeners = 5", "actor-tls.listeners = 5: is not an object")]
    public void Wrong_values_of_the_whole_server_are_told(string setting, string expected) =>
        Assert.Contains(Read.Errors($"{Read.Minimal}actor-tls.{setting}"), error => error.Contains(expected, StringComparison.Ordinal));
}
