using ActorTls.Load.Issuing;

namespace ActorTls.Load.Comparison.Servers;

/// <summary>The certificates of a comparison, ECDSA with P-256, all of one authority that every server trusts.</summary>
internal static class Certificates
{
    /// <summary>Makes them.</summary>
    /// <param name="workplace">Where.</param>
    /// <param name="fleet">How many clients the fleet has; 0 = there is none.</param>
    /// <param name="cancellation">Ends the writing.</param>
    public static async Task CreateAsync(Workplace workplace, int fleet, CancellationToken cancellation)
    {
        var directory = workplace.Certificates;
        CertificateFiles.Create(directory, fleet, TimeProvider.System.GetUtcNow());
        // Some servers want a certificate and its key in one file.
        var pem = await File.ReadAllTextAsync(Path.Combine(directory, "server.crt"), cancellation) +
            await File.ReadAllTextAsync(Path.Combine(directory, "server.key"), cancellation);
        await File.WriteAllTextAsync(Path.Combine(directory, "server.pem"), pem, cancellation);
        File.SetUnixFileMode(Path.Combine(directory, "server.pem"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
