using ActorTls.Tls.Certificates;

namespace ActorTls.Tls.Policies;

/// <summary>
/// What the loading of policies needs of an engine's library; the checks themselves are the same for all engines. Thread-safe.
/// </summary>
internal interface IPolicyLibrary
{
    /// <summary>The name of the library in messages, such as <c>OpenSSL</c>.</summary>
    string Name { get; }

    /// <summary>Reads certificates and revocation lists.</summary>
    ICertificateDecoder Certificates { get; }

    /// <summary>Reads private keys.</summary>
    IPrivateKeyDecoder Keys { get; }

    /// <summary>Whether the library has a group for key exchange.</summary>
    /// <param name="group">A name from <see cref="KeyExchangeGroups.FindCanonicalName"/>.</param>
    bool SupportsGroup(string group);
}
