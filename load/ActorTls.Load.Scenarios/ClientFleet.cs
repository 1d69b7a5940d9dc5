using System.Globalization;
using System.Security.Cryptography;
using ActorTls.Tls;

namespace ActorTls.Load.Scenarios;

/// <summary>
/// The certificates and keys of many clients, decoded once, before anything is measured. All loops share them, and a
/// connection takes references: there is one context for the whole fleet, not one for each client. Thread-safe.
/// </summary>
internal sealed class ClientFleet : IDisposable
{
    private readonly ITlsClientCertificate[] _clients;

    private ClientFleet(ITlsClientCertificate[] clients) => _clients = clients;

    /// <summary>How many clients there are; one at least.</summary>
    public int Count => _clients.Length;

    /// <summary>Decodes a fleet, on all processors.</summary>
    /// <param name="pem">Each client's certificate, its intermediates, and then its key.</param>
    /// <param name="engine">The engine of the channels that show these certificates.</param>
    /// <exception cref="FleetException">It is none; the message says which client is not what it should be.</exception>
    public static ClientFleet Read(string pem, ITlsClientEngine engine)
    {
        var parts = Split(pem);
        var clients = new ITlsClientCertificate[parts.Count];
        string? error = null;
        Parallel.For(0, parts.Count, (number, loop) =>
        {
            try
            {
                var text = pem[parts[number]];
                clients[number] = engine.CreateClientCertificate(text, text);
            }
            catch (ArgumentException e)
            {
                error = Text(number, e.Message);
                loop.Stop();
            }
        });
        var fleet = new ClientFleet(clients);
        if (error is null) return fleet;
        fleet.Dispose();
        throw new FleetException(error);
    }

    /// <summary>The certificate of a client; after the last comes the first again.</summary>
    public ITlsClientCertificate At(long number) => _clients[number % _clients.Length];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var client in _clients) client?.Dispose();
    }

    // A client's part ends with its key.
    private static List<Range> Split(string pem)
    {
        var parts = new List<Range>();
        var certificates = new HashSet<UInt128>();
        var (start, position) = (0, 0);
        var first = true;
        while (PemEncoding.TryFind(pem.AsSpan(position), out var fields))
        {
            var label = pem.AsSpan(position)[fields.Label];
            if (first && label is "CERTIFICATE" && !certificates.Add(DigestOf(pem.AsSpan(position)[fields.Base64Data])))
                throw new FleetException(Text(parts.Count, "The certificate is another client's too."));
            first = false;
            position += fields.Location.End.Value;
            if (!label.EndsWith("PRIVATE KEY")) continue;
            parts.Add(start..position);
            (start, first) = (position, true);
        }
        if (start != position) throw new FleetException(Text(parts.Count, "No private key follows the certificate."));
        return parts.Count > 0 ? parts : throw new FleetException("The fleet has no client: no certificate with a key was found.");
    }

    private static UInt128 DigestOf(ReadOnlySpan<char> base64) =>
        BitConverter.ToUInt128(SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(base64)));

    private static string Text(int number, string problem) =>
        string.Create(CultureInfo.InvariantCulture, $"Client {number} of the fleet, counted from 0: {problem}");
}
