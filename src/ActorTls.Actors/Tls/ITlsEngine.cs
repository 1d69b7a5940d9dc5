using ActorTls.Configuration;

namespace ActorTls.Tls;

/// <summary>
/// A TLS library: loads policies and makes contexts from them. Thread-safe. There is one implementation a process.
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

/// <summary>
/// Makes the server side of connections. May be used by one thread at a time, but disposed by any. Its channels live on
/// after it: a policy is replaced without a connection noticing.
/// </summary>
public interface ITlsServerContext : IDisposable
{
    /// <summary>Whether there is no TLS: a connection begins before its peer has sent a byte, and is nobody's in particular.</summary>
    bool IsPlaintext => false;

    /// <summary>
    /// A channel over a connected non-blocking socket, which stays the caller's; null once the context was disposed. The caller owns
    /// the channel, which keeps alive what it needs. Any thread.
    /// </summary>
    ITlsChannel? TryCreateChannel(int socket);

    /// <summary>As <see cref="TryCreateChannel"/>, for whoever owns the context.</summary>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    ITlsChannel CreateChannel(int socket) => TryCreateChannel(socket) ?? throw new ObjectDisposedException(GetType().Name);
}

/// <summary>How the files that a configuration names are read.</summary>
public interface IFileSource
{
    /// <summary>The whole content. Throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.</summary>
    byte[] ReadAllBytes(string path);

    /// <summary>The permissions, of what a link leads to, or null where there is no such file on disk. Throws <see cref="IOException"/>.</summary>
    UnixFileMode? GetMode(string path);

    /// <summary>
    /// A directory in which others could put another file in the place of this one; null where there is none, or nothing is
    /// on disk. Throws <see cref="IOException"/>.
    /// </summary>
    string? FindDirectoryOthersMayWrite(string path) => null;
}
