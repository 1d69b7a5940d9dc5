using System.Collections.Immutable;
using ActorTls.Configuration;

namespace ActorTls.Tls.Policies;

/// <summary>
/// Tries a policy by handshakes in memory: each certificate is shown in each version that has a suite for it. A handshake that fails here
/// would fail with every peer. So a mistake that only the library can find is an error now, and not at the first connection.
/// </summary>
/// <param name="library">The library that the policy was loaded with.</param>
/// <param name="report">Takes every error and warning.</param>
internal sealed class PolicyProof(IPolicyLibrary library, ConfigurationReport report)
{
    private static readonly ImmutableArray<(TlsProtocols Protocol, string Name)> Versions =
        [(TlsProtocols.Tls12, "TLS 1.2"), (TlsProtocols.Tls13, "TLS 1.3")];

    /// <summary>Whether a server can show each of its certificates that clients can get.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="begin">Makes the policy's contexts. A <see cref="TlsEngineException"/> of it counts against the policy.</param>
    internal bool Holds(PolicyMaterial policy, Func<IServerTrial> begin) => Try(policy.Settings.Origin, () =>
    {
        using var trial = begin();
        return ShowsAll(policy, trial);
    });

    /// <summary>
    /// Whether a client can complete a handshake with a server, and show its certificate if it has one. A version that fails beside a
    /// version that works gives a warning, since a server may choose the other.
    /// </summary>
    /// <param name="policy">The policy.</param>
    /// <param name="begin">Makes the policy's context. A <see cref="TlsEngineException"/> of it counts against the policy.</param>
    internal bool Holds(ClientPolicyMaterial policy, Func<IClientTrial> begin) => Try(policy.Origin, () =>
    {
        using var trial = begin();
        return Connects(policy, trial);
    });

    private bool Try(SettingOrigin origin, Func<bool> prove)
    {
        try
        {
            return prove();
        }
        catch (TlsEngineException exception)
        {
            report.Error(origin, null, $"{library.Name} does not accept this policy: {exception.Message}");
            return false;
        }
    }

    private bool ShowsAll(PolicyMaterial policy, IServerTrial trial)
    {
        var isReachable = false;
        foreach (var entry in policy.Served)
        {
            if (!FindName(policy, entry, out var serverName)) continue;
            isReachable = true;
            foreach (var (version, name) in Versions)
            {
                if (!policy.Protocols.HasFlag(version) || !entry.CanBeShown(policy.Suites, version)) continue;
                if (!IsShown(policy, entry, trial.Show(entry, serverName, version), name)) return false;
            }
        }
        if (isReachable) return true;
        report.Error(policy.Settings.Certificates.Origin, null,
            "has no certificate with a server name, and unknown-server-name = reject refuses everybody else", "a certificate for at least one name");
        return false;
    }

    private bool IsShown(PolicyMaterial policy, ServedCertificate entry, TrialOutcome outcome, string version)
    {
        // The made-up client has no certificate. Where one is required, the handshake ends with that refusal, and proves the rest.
        var failure = policy.RequiresCertificate && outcome.Server is { Kind: TlsFailureKind.CertificateRejected }
            ? null
            : outcome.Server ?? outcome.Client;
        if (failure is null)
        {
            if (outcome.Refusal is { } refusal)
                report.Warning(entry.File.Origin, entry.File.Path, $"is refused by every client that verifies it: {refusal}");
            return true;
        }
        report.Error(entry.File.Origin, entry.File.Path, $"cannot be shown to a client with {version}: {failure.Detail}");
        return false;
    }

    private bool Connects(ClientPolicyMaterial policy, IClientTrial trial)
    {
        var versions = Versions.Where(version => policy.Protocols.HasFlag(version.Protocol)).ToList();
        var failures = versions.Select(version => (version.Name, Failure: trial.Connect(version.Protocol)))
            .Where(each => each.Failure is not null).ToList();
        var works = failures.Count < versions.Count;
        foreach (var (version, failure) in failures)
        {
            var (place, file) = policy.Certificate is { } shown ? (shown.File.Origin, shown.File.Path) : (policy.Origin, null);
            var problem = $"{(file is null ? "allows no handshake with" : "cannot be shown to")} a server with {version}: {failure!.Detail}";
            if (works) report.Warning(place, file, problem);
            else report.Error(place, file, problem);
        }
        return works;
    }

    /// <summary>Finds a server name that leads to a certificate; null when it is served without a name. False when no client gets the certificate.</summary>
    private static bool FindName(PolicyMaterial policy, ServedCertificate entry, out string? serverName)
    {
        var index = policy.Served.IndexOf(entry);
        serverName = null;
        if (policy.Names.Sets[0].Contains(index) && policy.Settings.UnknownServerName != UnknownServerName.Reject) return true;
        serverName = entry.Patterns.Select(pattern => pattern.Replace("*", "host", StringComparison.Ordinal))
            .FirstOrDefault(name => policy.Names.Find(name) is >= 0 and var set && policy.Names.Sets[set].Contains(index));
        return serverName is not null;
    }
}
