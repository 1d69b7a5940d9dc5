namespace ActorTls.Load.Comparison.Servers;

/// <summary>The certificates of a comparison, ECDSA with P-256: those that <c>actor-tls dev-certs</c> makes.</summary>
internal static class Certificates
{
    /// <summary>Makes them.</summary>
    /// <exception cref="InvalidOperationException">That failed.</exception>
    public static async Task CreateAsync(Workplace workplace, CancellationToken cancellation)
    {
        await using var process = ChildProcess.Start(
            Path.Combine(workplace.Tools, "server/actor-tls"), ["dev-certs", "--out", workplace.Certificates],
            new Dictionary<string, string>(), Path.Combine(workplace.Directory, "certificates.log"));
        if (await process.WaitAsync(cancellation) != 0) throw new InvalidOperationException($"actor-tls dev-certs: {process.Errors}");
        // Some servers want a certificate and its key in one file.
        var directory = workplace.Certificates;
        var pem = await File.ReadAllTextAsync(Path.Combine(directory, "server.crt"), cancellation) +
            await File.ReadAllTextAsync(Path.Combine(directory, "server.key"), cancellation);
        await File.WriteAllTextAsync(Path.Combine(directory, "server.pem"), pem, cancellation);
        File.SetUnixFileMode(Path.Combine(directory, "server.pem"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
