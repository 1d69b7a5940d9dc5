using System.Collections.Immutable;
using System.Text;
using ActorTls.Configuration;
using ActorTls.Tls.ServerNames;

namespace ActorTls.Tls.Policies;

/// <summary>
/// Reads and checks what the settings of a policy name. The loader goes on after an error, so that all errors are reported.
/// <see cref="PolicyProof"/> finds what only handshakes can show.
/// </summary>
internal sealed class PolicyLoader(IPolicyLibrary library, IFileSource files, DateTimeOffset now, ConfigurationReport report)
{
    private const int LongestProtocolName = 255;
    private static readonly TimeSpan LongestTicketLifetime = TimeSpan.FromDays(7); // RFC 8446 section 4.6.1

    private readonly PolicyFileReader _files = new(files, report);

    /// <summary>The client side of a policy; null when there was an error.</summary>
    internal ClientPolicyMaterial? LoadClient(PolicySettings settings, ServerTrustSettings trust)
    {
        var policy = Load(settings with { Role = PolicyRole.Client });
        if (trust.ServerCa.IsEmpty && !report.HasErrorsUnder(trust.Origin.Path))
            report.Error(trust.Origin, null, "names no CA", "PEM files with the CAs of the servers");
        var anchors = new TrustLoader(library, _files, now, report, "server") { Profile = settings.CertificateProfile }.Load(trust.ServerCa, trust.ServerCrl);
        if (policy is null || anchors is null || trust.ServerCa.IsEmpty) return null;
        return new ClientPolicyMaterial
        {
            Origin = settings.Origin,
            Protocols = policy.Protocols,
            Suites = policy.Suites,
            Groups = policy.Groups,
            Certificate = policy.Served.FirstOrDefault(),
            ServerTrust = anchors,
            Alpn = policy.Alpn,
        };
    }

    /// <summary>Null when there was an error.</summary>
    internal PolicyMaterial? Load(PolicySettings settings)
    {
        var errors = report.ErrorsSeen;
        var earlier = new ReportedErrors(report, settings);
        var selection = earlier.IsReported("protocols") || earlier.IsReported("cipher-suites")
            ? CipherSuiteSelection.CheckNames(settings.CipherSuites, report)
            : CipherSuiteSelection.Resolve(settings.CipherSuites, settings.Protocols, report);
        var groups = ResolveGroups(settings.Groups, settings.Origin, earlier);
        var served = settings is { Role: PolicyRole.Client, Certificates: { Development: false, Entries.IsEmpty: true } }
            ? [] : LoadCertificates(settings.Certificates, earlier);
        var trust = LoadTrust(settings, earlier);
        var alpn = earlier.IsReported("alpn") ? [] : EncodeProtocols(settings.Alpn);
        if (!earlier.IsReported("session-tickets")) CheckTickets(settings);
        if (selection is not null && !served.IsEmpty && settings.Role == PolicyRole.Server) CheckSuitesFitKeys(selection, served, settings.CipherSuites.Origin);
        if (report.ErrorsSeen > errors || earlier.Any) return null;

        return new PolicyMaterial
        {
            Settings = settings,
            Protocols = selection!.Protocols,
            Suites = selection.Suites,
            Groups = groups,
            Served = served,
            Names = ServerNameTable.Create([.. served.Select(entry => new ServerNameTable.Entry(entry.Patterns, entry.KeyKind))]),
            ClientTrust = trust,
            Alpn = alpn,
        };
    }

    private ImmutableArray<string> ResolveGroups(ImmutableArray<Located<string>> settings, SettingOrigin policy, ReportedErrors earlier)
    {
        if (settings.IsEmpty && !earlier.IsReported("groups")) report.Error(Under(policy, "groups"), null, "names no groups", string.Join(", ", KeyExchangeGroups.Names));
        var groups = ImmutableArray.CreateBuilder<string>();
        foreach (var group in settings.Where(group => group.Value.Length > 0))
        {
            if (KeyExchangeGroups.FindCanonicalName(group.Value) is not { } name)
                report.Error(group.Origin, group.Value, "is no group for key exchange", string.Join(", ", KeyExchangeGroups.Names));
            else if (!library.SupportsGroup(name))
                report.Error(group.Origin, group.Value, $"is a group that this {library.Name} lacks", string.Join(", ", KeyExchangeGroups.Names.Where(
                    other => library.SupportsGroup(KeyExchangeGroups.FindCanonicalName(other)!))));
            else if (groups.Contains(name))
                report.Warning(group.Origin, group.Value, "is named twice");
            else
                groups.Add(name);
        }
        return groups.ToImmutable();
    }

    private ImmutableArray<ServedCertificate> LoadCertificates(CertificateSource source, ReportedErrors earlier)
    {
        if (source.Development)
            report.Error(source.Origin, "development", "was not replaced by certificates");
        else if (source.Entries.IsEmpty && !earlier.IsReported("certificates"))
            report.Error(source.Origin, null, "names no certificate", "at least one entry with cert and key");
        var loader = new CertificateLoader(library, _files, now, report);
        var served = source.Entries.Select(loader.Load).ToList();
        if (!served.Contains(null)) WarnOfUnserved(served!, source.Entries);
        return [.. served.OfType<ServedCertificate>()];
    }

    /// <summary>Of several entries for a name and a kind of key the first entry counts; see <see cref="ServerNameTable"/>.</summary>
    private void WarnOfUnserved(List<ServedCertificate> served, ImmutableArray<CertificateSettings> entries)
    {
        var taken = new HashSet<(string Kind, string Name)>();
        foreach (var (entry, settings) in served.Zip(entries))
        {
            var isNew = entry == served[0];
            foreach (var name in entry.Patterns) isNew |= taken.Add((entry.KeyKind, name));
            if (!isNew)
                report.Warning(settings.Origin, null, entry.Patterns.IsEmpty
                    ? $"is never served: the certificate {entry.Summary.Subject} has no names, and is not the first"
                    : $"is never served: entries before it have the names of {entry.Summary.Subject}, with the same kind of key");
        }
    }

    private TrustMaterial? LoadTrust(PolicySettings settings, ReportedErrors earlier)
    {
        if (settings.Role == PolicyRole.Client || settings.ClientAuthentication == ClientAuthentication.None) return null;
        if (settings.ClientCa.Development)
            report.Error(settings.ClientCa.Origin, "development", "was not replaced by certificates");
        else if (settings.ClientCa.Files.IsEmpty && !earlier.IsReported("client-ca"))
            report.Error(settings.ClientCa.Origin, null, "names no CA, though clients are asked for a certificate",
                "PEM files with the clients' CAs");
        return new TrustLoader(library, _files, now, report, "client") { Profile = settings.CertificateProfile }.Load(settings.ClientCa.Files, settings.ClientCrl);
    }

    private ImmutableArray<byte[]> EncodeProtocols(ImmutableArray<Located<string>> settings)
    {
        var protocols = ImmutableArray.CreateBuilder<byte[]>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var protocol in settings)
        {
            if (protocol.Value.Length is 0 or > LongestProtocolName || !Ascii.IsValid(protocol.Value))
                report.Error(protocol.Origin, protocol.Value, "is no ALPN protocol name", "1 to 255 ASCII characters, such as h2");
            else
                Add(protocol);
        }
        return protocols.ToImmutable();

        void Add(Located<string> protocol)
        {
            if (known.Add(protocol.Value)) protocols.Add(Encoding.ASCII.GetBytes(protocol.Value));
            else report.Warning(protocol.Origin, protocol.Value, "is named twice");
        }
    }

    private void CheckSuitesFitKeys(CipherSuiteSelection selection, ImmutableArray<ServedCertificate> served, SettingOrigin origin)
    {
        if (!selection.Protocols.HasFlag(TlsProtocols.Tls12)) return;
        var unfit = served.Where(entry => !entry.CanBeShown(selection.Suites, TlsProtocols.Tls12)).ToList();
        foreach (var entry in unfit)
        {
            var problem = $"has no TLS 1.2 suite for the {entry.Summary.KeyAlgorithm} key of {entry.Summary.Subject}";
            const string accepted = "a TLS_ECDHE_ECDSA suite for ECDSA and Ed25519 keys, a TLS_ECDHE_RSA suite for RSA keys";
            if (selection.Protocols == TlsProtocols.Tls12 && unfit.Count == served.Length) report.Error(origin, null, problem, accepted);
            else report.Warning(origin, null, problem, accepted);
        }
    }

    private static SettingOrigin Under(SettingOrigin origin, string key) => origin with { Path = $"{origin.Path}.{key}" };

    private void CheckTickets(PolicySettings settings)
    {
        var tickets = settings.SessionTickets;
        if (tickets.Enabled && (tickets.Lifetime < TimeSpan.FromSeconds(1) || tickets.Lifetime > LongestTicketLifetime))
            report.Error(Under(settings.Origin, "session-tickets.lifetime"), tickets.Lifetime.ToString(),
                "is no lifetime for session tickets", "1s to 7d (RFC 8446 section 4.6.1)");
    }
}
