using System.Collections.Immutable;
using System.Net;
using System.Text;

namespace ActorTls.Configuration;

/// <summary>Reads <c>policies.NAME</c>.</summary>
internal static class PolicyReader
{
    private const string Development = "development";
    internal const string AcceptedServerNames = "a DNS name, or *. and a DNS name; other scripts as xn--…";

    public static PolicySettings Read(string name, SettingsSection section, PolicyRole role = PolicyRole.Server)
    {
        var clientAuthentication = section.GetWord(
            "client-authentication",
            ("require", ClientAuthentication.Require),
            ("request", ClientAuthentication.Request),
            ("none", ClientAuthentication.None));
        var noEffect = section.IsTemplate && role == PolicyRole.Client ? null : WhyNoClientIsAsked(role, clientAuthentication);
        return new PolicySettings(
            name,
            section.Origin,
            ReadProtocols(section),
            ReadCipherSuites(section),
            ReadGroups(section),
            ReadCertificates(section, role),
            section.GetWord(
                "unknown-server-name", ("default", UnknownServerName.Default), ("reject", UnknownServerName.Reject)),
            clientAuthentication,
            ReadClientCa(section, clientAuthentication, noEffect),
            ReadClientCrl(section, noEffect),
            AuthorizationReader.Read(section.GetSection("authorization"), noEffect),
            ReadAlpn(section),
            ReadSessionTickets(section.GetSection("session-tickets")))
        {
            Role = role,
            CertificateProfile = section.GetWord(
                "certificate-profile", ("compatible", CertificateProfile.Compatible), ("strict", CertificateProfile.Strict)),
        };
    }

    private static string? WhyNoClientIsAsked(PolicyRole role, ClientAuthentication clientAuthentication) => (role, clientAuthentication) switch
    {
        (PolicyRole.Client, _) => "has no effect: no listener uses this policy",
        (_, ClientAuthentication.None) => "has no effect: client-authentication = none asks for no certificate",
        _ => null,
    };

    private static Located<TlsProtocols> ReadProtocols(SettingsSection section)
    {
        const string Accepted = "TLSv1.2, TLSv1.3";
        var protocols = TlsProtocols.None;
        var names = section.GetTexts("protocols");
        foreach (var (name, origin) in names)
        {
            var protocol = name switch
            {
                "TLSv1.2" => TlsProtocols.Tls12,
                "TLSv1.3" => TlsProtocols.Tls13,
                _ => TlsProtocols.None,
            };
            if (protocol == TlsProtocols.None)
                section.Report.Error(origin, name, ObsoleteProtocol(name) ?? "is not a known protocol", Accepted);
            else if (protocols.HasFlag(protocol)) section.Report.Error(origin, name, "is named twice");
            protocols |= protocol;
        }
        if (names.IsEmpty && section.IsList("protocols")) section.Error("protocols", "is empty", Accepted);
        return new Located<TlsProtocols>(protocols, section.OriginOf("protocols"));
    }

    private static string? ObsoleteProtocol(string name) => name.ToUpperInvariant() switch
    {
        "SSL" or "SSLV2" or "SSLV2HELLO" => "is obsolete and insecure: RFC 6176 prohibits SSL 2.0",
        "SSLV3" => "is obsolete and insecure: RFC 7568 prohibits SSL 3.0",
        "TLSV1" or "TLSV1.0" or "TLSV1.1" => "is obsolete: RFC 8996 prohibits TLS 1.0 and 1.1",
        _ => null,
    };

    private static CipherSuiteSettings ReadCipherSuites(SettingsSection section)
    {
        const string Key = "cipher-suites";
        var origin = section.OriginOf(Key);
        if (section.PeekText(Key) is not { } text)
        {
            var names = section.GetTexts(Key);
            if (names.IsEmpty && section.IsList(Key)) section.Error(Key, "is empty");
            return new CipherSuiteSettings(null, names, origin);
        }
        if (text is "modern" or "intermediate") return new CipherSuiteSettings(text, [], origin);

        // A separator at the end is usual in lists that are pasted from elsewhere.
        var parts = text.Split([';', ':'], StringSplitOptions.TrimEntries);
        if (parts is [.. var before, ""] && before.Length > 0) parts = before;
        if (parts.Contains("")) section.Error(Key, "holds an empty name", "names of suites with ';' or ':' between them");
        return new CipherSuiteSettings(null, [.. parts.Select(part => new Located<string>(part, origin))], origin);
    }

    private static ImmutableArray<Located<string>> ReadGroups(SettingsSection section)
    {
        var groups = section.GetTexts("groups");
        if (groups.IsEmpty && section.IsList("groups")) section.Error("groups", "is empty", "names of groups such as X25519");
        return groups;
    }

    private static CertificateSource ReadCertificates(SettingsSection section, PolicyRole role)
    {
        const string Key = "certificates";
        const string Accepted = "[{ cert = \"file\", key = \"file\" }, …] or development";
        if (!section.Has(Key))
        {
            if (!section.IsTemplate && role == PolicyRole.Server) section.Error(Key, "is missing: a server needs a certificate", Accepted);
            return new CertificateSource(false, [], section.OriginOf(Key));
        }
        var origin = section.OriginOf(Key);
        if (section.PeekText(Key) is { } word)
        {
            if (word != Development) section.Error(Key, "is not a list of certificates", Accepted);
            return new CertificateSource(true, [], origin);
        }
        var entries = section.GetSections(Key);
        if (entries.Count == 0 && section.IsList(Key)) section.Error(Key, "is empty: a server needs a certificate", Accepted);
        return new CertificateSource(false, [.. entries.Select(ReadCertificate)], origin);
    }

    private static CertificateSettings ReadCertificate(SettingsSection entry)
    {
        var names = entry.GetOptionalTexts("server-names");
        foreach (var (name, origin) in names)
        {
            if (name.Length > 0 && !IsServerName(name))
                entry.Report.Error(origin, name, "is not a server name", AcceptedServerNames);
        }
        var password = entry.GetOptionalFile("password-file");
        if (entry.GetOptionalFile("pkcs12") is not { } bundle)
        {
            if (entry.Has("cert") || entry.Has("key") || entry.IsTemplate)
                return new PemCertificateSettings(entry.GetFile("cert"), entry.GetFile("key"), password, names, entry.Origin);
            entry.Report.Error(entry.Origin, null, "names no certificate", "cert and key, or pkcs12");
            var nothing = new FileReference("", entry.Origin);
            return new PemCertificateSettings(nothing, nothing, password, names, entry.Origin);
        }
        foreach (var key in (string[])["cert", "key"])
        {
            if (entry.Has(key)) entry.Error(key, "stands beside pkcs12, which holds certificate and key", "cert and key, or pkcs12");
        }
        return new Pkcs12CertificateSettings(bundle, password, names, entry.Origin);
    }

    // RFC 6066: the name in a ClientHello is a DNS name in ASCII without a trailing dot, and never an IP address.
    internal static bool IsServerName(string name)
    {
        var exact = name.StartsWith("*.", StringComparison.Ordinal) ? name[2..] : name;
        return exact.Length is > 0 and <= 253 && !IPAddress.TryParse(exact, out _) && exact.Split('.').All(label =>
            label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-' &&
            label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'));
    }

    private static ClientCaSource ReadClientCa(SettingsSection section, ClientAuthentication clientAuthentication, string? noEffect)
    {
        const string Key = "client-ca";
        const string Accepted = "[\"file\", …] or development";
        var need = $"{Describe(clientAuthentication)} needs to know whose certificates count";
        var isAsked = noEffect is null;
        if (!section.Has(Key))
        {
            if (isAsked && !section.IsTemplate) section.Error(Key, $"is missing: {need}", Accepted);
            return new ClientCaSource(false, [], section.OriginOf(Key));
        }
        var origin = section.OriginOf(Key);
        if (!isAsked && section.IsGivenHere(Key))
            section.Report.Warning(origin, null, noEffect!);
        if (section.PeekText(Key) is { } word)
        {
            if (word != Development) section.Error(Key, "is not a list of files", Accepted);
            return new ClientCaSource(true, [], origin);
        }
        var files = section.GetFiles(Key);
        if (files.IsEmpty && isAsked && section.IsList(Key))
            section.Error(Key, $"is empty: {need}", Accepted);
        return new ClientCaSource(false, files, origin);
    }

    private static ImmutableArray<FileReference> ReadClientCrl(SettingsSection section, string? noEffect)
    {
        const string Key = "client-crl";
        var files = section.GetFiles(Key);
        if (!files.IsEmpty && noEffect is not null && section.IsGivenHere(Key))
            section.Report.Warning(section.OriginOf(Key), null, noEffect);
        return files;
    }

    private static ImmutableArray<Located<string>> ReadAlpn(SettingsSection section)
    {
        var protocols = section.GetTexts("alpn");
        foreach (var (protocol, origin) in protocols)
        {
            // RFC 7301: one byte holds the length.
            if (Encoding.UTF8.GetByteCount(protocol) > 255)
                section.Report.Error(origin, protocol, "is too long", "at most 255 bytes");
        }
        return protocols;
    }

    // RFC 8446, section 4.6.1: no ticket may be used for longer than seven days.
    private static SessionTicketSettings ReadSessionTickets(SettingsSection section) => new(
        section.GetBoolean("enabled"), section.GetDuration("lifetime", TimeSpan.FromSeconds(1), TimeSpan.FromDays(7)));

    private static string Describe(ClientAuthentication value) =>
        $"client-authentication = {value.ToString().ToLowerInvariant()}";
}
