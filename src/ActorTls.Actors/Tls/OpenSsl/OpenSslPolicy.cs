using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using ActorTls.Tls.OpenSsl.Certificates;
using ActorTls.Tls.Policies;
using ActorTls.Tls.ServerNames;

namespace ActorTls.Tls.OpenSsl;

/// <summary>A loaded policy in OpenSSL's objects. Immutable, thread-safe.</summary>
internal sealed class OpenSslPolicy : TlsPolicy
{
    [SetsRequiredMembers]
    internal OpenSslPolicy(PolicyMaterial material)
    {
        Name = material.Settings.Name;
        Settings = material.Settings;
        Protocols = material.Protocols;
        CipherSuites = [.. material.Suites.Select(suite => suite.Name)];
        Certificates = [.. material.Served.Select(entry => entry.Summary)];
        Suites = material.Suites;
        Groups = material.Groups;
        Served = [.. material.Served.Select(entry => new OpenSslCredential(entry))];
        Names = material.Names;
        ClientTrust = material.ClientTrust is { } trust ? TrustAnchors.Of(trust) : null;
        Alpn = material.Alpn;
        RequiresCertificate = material.RequiresCertificate;
    }

    internal ImmutableArray<CipherSuite> Suites { get; }

    /// <summary>Canonical names, which are OpenSSL's too.</summary>
    internal ImmutableArray<string> Groups { get; }

    /// <summary>In the order of the configuration.</summary>
    internal ImmutableArray<OpenSslCredential> Served { get; }

    /// <summary>Its entries are the indexes of <see cref="Served"/>.</summary>
    internal ServerNameTable Names { get; }

    /// <summary>Null when clients are not asked for a certificate.</summary>
    internal TrustAnchors? ClientTrust { get; }

    /// <summary>Whether a client without a certificate is refused.</summary>
    internal bool RequiresCertificate { get; }

    internal ImmutableArray<byte[]> Alpn { get; }

    /// <summary>Differs between any two loads, even of the same settings, so that no session outlives the load under which it began.</summary>
    internal Guid LoadId { get; } = Guid.NewGuid();
}
