using ActorTls.Actors.Tests.Tls.Managed;
using ActorTls.Configuration;
using ActorTls.Tls;
using ActorTls.Tls.Policies;

namespace ActorTls.Actors.Tests.Tls;

/// <summary>Which handshakes a policy is tried with, and what is made of their outcomes. The handshakes are scripted.</summary>
public sealed class TrialTests : IDisposable
{
    private static readonly SettingOrigin Here = new("test.conf", 1, 1, "actor-tls.services.forward.tls");
    private static readonly TlsFailure Failure = new(TlsFailureKind.Protocol, "as scripted");

    private readonly TlsTestPolicy _policy = new();
    private readonly ConfigurationReport _report = new();

    public void Dispose() => _policy.Dispose();

    [Fact]
    public void Each_certificate_is_shown_in_each_version_by_a_name_that_leads_to_it()
    {
        _policy.AddCertificate(_policy.Authority.IssueServer("second", ["b.example"], rsa: true));
        _policy.AddCertificate(_policy.Authority.IssueServer("third", ["*.example"]));
        var shown = new List<string>();
        Assert.True(Holds((entry, name, version) =>
        {
            shown.Add($"{entry.Summary.Subject} {name ?? "-"} {version}");
            return default;
        }));
        Assert.Equal(
            [
                "CN=localhost - Tls12", "CN=localhost - Tls13", "CN=second b.example Tls12", "CN=second b.example Tls13",
                "CN=third host.example Tls12", "CN=third host.example Tls13",
            ], shown);
    }

    [Fact]
    public void A_version_without_a_suite_for_the_key_is_not_tried()
    {
        (_policy.Preset, _policy.CipherSuites) = (null, ["TLS_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"]);
        var versions = new List<TlsProtocols>();
        Assert.True(Holds((_, _, version) =>
        {
            versions.Add(version);
            return default;
        }));
        Assert.Equal([TlsProtocols.Tls13], versions);
    }

    [Fact]
    public void A_certificate_that_no_name_leads_to_is_not_tried_and_one_at_least_must_be()
    {
        _policy.UnknownServerName = UnknownServerName.Reject;
        _policy.Certificates.Clear();
        _policy.AddCertificate(_policy.Authority.IssueServer(dnsNames: []));
        Assert.False(Holds((_, _, _) => throw new InvalidOperationException("Nothing leads to the certificate.")));
        Assert.Contains("has no certificate with a server name", Assert.Single(_report.Errors).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_handshake_that_fails_on_either_side_is_an_error_of_the_certificate_s_file(bool server)
    {
        Assert.False(Holds((_, _, _) => server ? new TrialOutcome(Failure, null, null) : new TrialOutcome(null, Failure, null)));
        Assert.Contains("server1.crt: cannot be shown to a client with TLS 1.2: as scripted", Assert.Single(_report.Errors).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ClientAuthentication.Require, true)]
    [InlineData(ClientAuthentication.Request, false)]
    public void A_client_without_a_certificate_is_refused_only_where_one_is_required(ClientAuthentication authentication, bool holds)
    {
        _policy.ClientAuthentication = authentication;
        var refused = new TlsFailure(TlsFailureKind.CertificateRejected, "no certificate");
        Assert.Equal(holds, Holds((_, _, _) => new TrialOutcome(refused, refused, null)));
    }

    [Fact]
    public void A_certificate_that_clients_would_refuse_is_a_warning()
    {
        Assert.True(Holds((_, _, _) => new TrialOutcome(null, null, "unsuitable certificate purpose")));
        Assert.Contains(
            "server1.crt: is refused by every client that verifies it: unsuitable certificate purpose",
            Assert.Single(_report.Warnings).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_library_does_not_accept_is_an_error_of_the_policy()
    {
        Assert.False(Holds((_, _, _) => throw new RefusedSettingException("no such suite")));
        Assert.Contains("policies.main: Managed does not accept this policy: no such suite", Assert.Single(_report.Errors).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TlsProtocols.Tls12, true)]
    [InlineData(TlsProtocols.Tls12 | TlsProtocols.Tls13, false)]
    public void A_client_needs_one_version_that_works(TlsProtocols failing, bool holds)
    {
        Assert.Equal(holds, ClientHolds(version => failing.HasFlag(version) ? Failure : null));
        var told = holds ? _report.Warnings : _report.Errors;
        Assert.Contains("server1.crt: cannot be shown to a server with TLS 1.2: as scripted", told[0].ToString(), StringComparison.Ordinal);
        Assert.Equal(holds ? 1 : 2, told.Count);
        Assert.Equal(holds, _report.Errors.Count == 0);
    }

    private bool Holds(Func<ServedCertificate, string?, TlsProtocols, TrialOutcome> show)
    {
        var trial = new ScriptedTrial(show, null);
        var holds = new PolicyProof(new ManagedLibrary(), _report).Holds(Loader().Load(_policy.Settings())!, () => trial);
        Assert.True(trial.IsDisposed);
        return holds;
    }

    private bool ClientHolds(Func<TlsProtocols, TlsFailure?> connect)
    {
        var trial = new ScriptedTrial(null, connect);
        var trust = new ServerTrustSettings([_policy.File("server-ca.crt", _policy.ClientCa)], [], Here);
        var holds = new PolicyProof(new ManagedLibrary(), _report).Holds(Loader().LoadClient(_policy.Settings(), trust)!, () => trial);
        Assert.True(trial.IsDisposed);
        return holds;
    }

    private static PolicyLoader Loader() => new(new ManagedLibrary(), new DiskFileSource(), DateTimeOffset.UtcNow, new ConfigurationReport());

    private sealed class RefusedSettingException(string message) : TlsEngineException(message);

    private sealed class ScriptedTrial(
        Func<ServedCertificate, string?, TlsProtocols, TrialOutcome>? show, Func<TlsProtocols, TlsFailure?>? connect) : IServerTrial, IClientTrial
    {
        internal bool IsDisposed { get; private set; }

        public TrialOutcome Show(ServedCertificate certificate, string? serverName, TlsProtocols version) => show!(certificate, serverName, version);

        public TlsFailure? Connect(TlsProtocols version) => connect!(version);

        public void Dispose() => IsDisposed = true;
    }
}
