using System.Collections.Immutable;
using ActorTls.Configuration;

namespace ActorTls.Tls.Policies;

/// <summary>The result of resolving <c>cipher-suites</c> together with <c>protocols</c>.</summary>
/// <param name="Protocols">The versions that are served.</param>
/// <param name="Suites">In order of preference. Each suite belongs to one of the versions; each version has a suite.</param>
internal sealed record CipherSuiteSelection(TlsProtocols Protocols, ImmutableArray<CipherSuite> Suites)
{
    private const string AcceptedNames =
        "modern, intermediate, or a list of suites with forward secrecy, such as TLS_AES_128_GCM_SHA256 and TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";

    /// <summary>Resolves a preset or a list of names. Null when there was an error.</summary>
    internal static CipherSuiteSelection? Resolve(
        CipherSuiteSettings settings, Located<TlsProtocols> protocols, ConfigurationReport report)
    {
        if (protocols.Value == TlsProtocols.None)
        {
            report.Error(protocols.Origin, "[]", "names no version", "TLSv1.2, TLSv1.3, or both");
            return null;
        }
        return settings.Preset is { } preset
            ? ResolvePreset(preset, settings.Origin, protocols, report)
            : ResolveNames(settings, protocols, report);
    }

    /// <summary>Checks the names alone, for a policy whose versions are unknown. Always null.</summary>
    internal static CipherSuiteSelection? CheckNames(CipherSuiteSettings settings, ConfigurationReport report)
    {
        foreach (var name in settings.Names.Where(name => name.Value.Length > 0)) ResolveName(name, report);
        return null;
    }

    private static CipherSuiteSelection? ResolvePreset(
        string preset, SettingOrigin origin, Located<TlsProtocols> protocols, ConfigurationReport report)
    {
        if (CipherSuites.FindPreset(preset) is not { } suites)
        {
            report.Error(origin, preset, "is no preset of cipher suites", AcceptedNames);
            return null;
        }
        var applicable = suites.Where(suite => protocols.Value.HasFlag(suite.Protocol)).ToImmutableArray();
        if (applicable.IsEmpty)
        {
            report.Error(origin, preset, "has suites of TLS 1.3 only, which protocols does not allow", "intermediate, or TLSv1.3 in protocols");
            return null;
        }
        var served = ProtocolsOf(applicable);
        if (served != protocols.Value)
            report.Warning(origin, preset, "has suites of TLS 1.3 only, so TLSv1.2, which protocols allows, is not served",
                "protocols = [\"TLSv1.3\"] to say the same without this warning");
        return new CipherSuiteSelection(served, applicable);
    }

    private static CipherSuiteSelection? ResolveNames(
        CipherSuiteSettings settings, Located<TlsProtocols> protocols, ConfigurationReport report)
    {
        var suites = ImmutableArray.CreateBuilder<CipherSuite>();
        var valid = true;
        foreach (var name in settings.Names)
        {
            if (ResolveName(name, report) is not { } suite) valid = false;
            else if (suites.Contains(suite)) report.Warning(name.Origin, name.Value, $"is named twice ({suite.Name})");
            else suites.Add(suite);
        }
        if (!valid) return null;
        return Covers(suites, settings.Origin, protocols.Value, report)
            ? new CipherSuiteSelection(protocols.Value, suites.ToImmutable())
            : null;
    }

    private static CipherSuite? ResolveName(Located<string> name, ConfigurationReport report)
    {
        if (CipherSuites.Find(name.Value) is { } suite)
        {
            if (!suite.IsAead)
                report.Warning(name.Origin, name.Value,
                    "is CBC with an HMAC, for old clients only: RFC 9325 recommends AEAD suites, and CBC only where both sides " +
                    "have encrypt_then_mac");
            return suite;
        }
        if (RefusedCipherSuites.ReasonFor(name.Value) is { } reason)
            report.Error(name.Origin, name.Value, $"is refused: {reason}", AcceptedNames);
        else if (NearestWord.Find(CipherSuites.CanonicalName(name.Value), CipherSuites.Names) is { } nearest)
            report.Error(name.Origin, name.Value, $"is no cipher suite; did you mean {nearest}?", AcceptedNames);
        else
            report.Error(name.Origin, name.Value, "is no cipher suite", AcceptedNames);
        return null;
    }

    /// <summary>
    /// Checks that each version has a suite and each suite a version. Otherwise a library such as OpenSSL would serve TLS 1.3 suites of
    /// its own choice where a list names none, and ignore suites of a version that is off, both without an error.
    /// </summary>
    private static bool Covers(
        IReadOnlyCollection<CipherSuite> suites, SettingOrigin origin, TlsProtocols protocols, ConfigurationReport report)
    {
        var valid = true;
        foreach (var (protocol, name) in new[] { (TlsProtocols.Tls12, "TLSv1.2"), (TlsProtocols.Tls13, "TLSv1.3") })
        {
            var has = suites.Any(suite => suite.Protocol == protocol);
            var allowed = protocols.HasFlag(protocol);
            if (has == allowed) continue;
            valid = false;
            if (allowed)
                report.Error(origin, null, $"names no suite for {name}, which protocols allows",
                    $"at least one suite of {name}, or protocols without {name}");
            else
                report.Error(origin, suites.First(suite => suite.Protocol == protocol).Name,
                    $"is a suite of {name}, which protocols does not allow", $"only suites of the allowed versions, or {name} in protocols");
        }
        return valid;
    }

    private static TlsProtocols ProtocolsOf(IEnumerable<CipherSuite> suites) =>
        suites.Aggregate(TlsProtocols.None, (protocols, suite) => protocols | suite.Protocol);
}
