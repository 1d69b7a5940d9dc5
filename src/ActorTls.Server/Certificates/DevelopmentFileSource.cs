using System.Collections.Immutable;
using System.Text;
using ActorTls.Tls;

namespace ActorTls.Server.Certificates;

/// <summary>
/// The files on disk, except that the paths of development certificates hold the set that was read (or made in memory)
/// before: what is checked and served is one whole set, whatever another process does to the files meanwhile.
/// </summary>
internal sealed class DevelopmentFileSource(
    IFileSource disk, DevelopmentCertificateStore store, DevelopmentCertificateSet set) : IFileSource
{
    private readonly ImmutableDictionary<string, string> _contents = new Dictionary<string, string>
    {
        [store.AuthorityPath] = set.Authority,
        [store.ServerCertificatePath] = set.ServerCertificate,
        [store.ServerKeyPath] = set.ServerKey,
    }.ToImmutableDictionary(StringComparer.Ordinal);

    /// <inheritdoc/>
    public byte[] ReadAllBytes(string path) =>
        _contents.TryGetValue(path, out var content) ? Encoding.ASCII.GetBytes(content) : disk.ReadAllBytes(path);

    /// <inheritdoc/>
    public UnixFileMode? GetMode(string path) => _contents.ContainsKey(path) ? null : disk.GetMode(path);

    /// <inheritdoc/>
    public string? FindDirectoryOthersMayWrite(string path) =>
        _contents.ContainsKey(path) ? null : disk.FindDirectoryOthersMayWrite(path);
}
