using ActorTls.Configuration;

namespace ActorTls.Tls;

/// <summary>
/// A TLS library, which loads policies and makes contexts from them. Thread-safe. A process uses one implementation.
/// </summary>
public interface ITlsEngine
{
    /// <summary>The library and its version, such as <c>OpenSSL 3.0.19 27 Jan 2026</c>.</summary>
    string Description { get; }

    /// <summary>
    /// Reads every file that a policy names and validates all of it; each problem goes into
    /// <paramref name="report"/>. Null when there was an error. What is returned depends on no file any more.
    /// </summary>
    TlsPolicy? LoadPolicy(PolicySettings settings, IFileSource files, DateTimeOffset now, ConfigurationReport report);

    /// <summary>
    /// Reads every file that connections to servers under a policy need, and validates all of it; each problem goes into
    /// <paramref name="report"/>. Null when there was an error. What is returned depends on no file any more.
    /// </summary>
    /// <param name="settings">Protocols, suites, groups, ALPN, and of the certificates the first, which is shown to servers that ask.</param>
    /// <param name="trust">Whom to trust.</param>
    /// <param name="files">How files are read.</param>
    /// <param name="now">The time.</param>
    /// <param name="report">Takes every error and warning.</param>
    TlsClientPolicy? LoadClientPolicy(
        PolicySettings settings, ServerTrustSettings trust, IFileSource files, DateTimeOffset now, ConfigurationReport report);

    /// <summary>A context for connections to servers, for one event loop. The caller owns it. Sessions are not kept.</summary>
    ITlsClientContext CreateClientContext(TlsClientPolicy policy);

    /// <summary>
    /// One server context for each of <paramref name="loops"/> event loops of a listener. They share ticket keys, so
    /// that a session resumes on any of them; other listeners and other loads of the policy have other keys.
    /// The caller owns the contexts.
    /// </summary>
    IReadOnlyList<ITlsServerContext> CreateServerContexts(TlsPolicy policy, string listener, int loops);
}
