using System.Text;

namespace ActorTls.Load.Issuing;

/// <summary>
/// A directory with certificates for a server and the clients that put load on it, all of one authority: <c>ca.crt</c>,
/// <c>server.crt</c>, <c>client.crt</c>, their keys, and the clients of a fleet in one file.
/// </summary>
internal static class CertificateFiles
{
    /// <summary>The file with the fleet: for each client its certificate, then its key.</summary>
    public const string FleetFile = "fleet.pem";

    /// <summary>As many clients as a fleet may have; such a file is 85 MB.</summary>
    public const int LargestFleet = 100_000;

    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Public = Private | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Makes the certificates and writes them; the authority's key is gone then.</summary>
    /// <param name="directory">Made if it is not there; only its owner may look into it then.</param>
    /// <param name="fleet">How many clients the fleet has; 0 = there is no file of it.</param>
    /// <param name="now">From when certificates are valid.</param>
    /// <returns>The paths of the files.</returns>
    /// <exception cref="IOException">One of the files exists, and nothing was written; or one cannot be written.</exception>
    public static IReadOnlyList<string> Create(string directory, int fleet, DateTimeOffset now)
    {
        string[] names = ["ca.crt", "server.crt", "server.key", "client.crt", "client.key", FleetFile];
        if (names.Select(name => Path.Combine(directory, name)).FirstOrDefault(Path.Exists) is { } taken)
            throw new IOException($"{taken} exists; nothing was written");

        using var authority = new LoadAuthority(now);
        var (server, client) = (authority.IssueServer(), authority.IssueClient("client"));
        List<(string Name, string Content, UnixFileMode Mode)> files =
        [
            ("ca.crt", authority.CertificatePem, Public),
            ("server.crt", server.Certificate, Public), ("server.key", server.Key, Private),
            ("client.crt", client.Certificate, Public), ("client.key", client.Key, Private),
        ];
        if (fleet > 0)
            files.Add((FleetFile, string.Concat(authority.IssueFleet(fleet).SelectMany(each => (string[])[each.Certificate, each.Key])), Private));

        Directory.CreateDirectory(directory, Private | UnixFileMode.UserExecute);
        var written = new List<string>();
        try
        {
            foreach (var (name, content, mode) in files) Write(Path.Combine(directory, name), content, mode, written);
            return written;
        }
        catch
        {
            // Some of them are of no use, and would stand in the way of the next attempt.
            foreach (var path in written) File.Delete(path);
            throw;
        }
    }

    private static void Write(string path, string content, UnixFileMode mode, List<string> written)
    {
        // The mode holds from the start, and a file that another process has put there meanwhile is never written to.
        using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode });
        written.Add(path);
        file.Write(Encoding.ASCII.GetBytes(content));
    }
}
