using System.Net;
using ActorTls.Configuration;
using ActorTls.Load.Issuing;
using ActorTls.Load.Scenarios;
using ActorTls.Load.Scenarios.Client;

namespace ActorTls.Load.CommandLine;

/// <summary>What the command line says about the server, and about whom it is spoken to by.</summary>
internal sealed record TargetArguments
{
    // A port range of Linux has 28,232; some are taken by others.
    private const int ConnectionsPerAddress = 20_000;

    // Epoll sets, timers, files, the runtime.
    private const int OtherDescriptors = 200;

    public required IPEndPoint Server { get; init; }
    public required string CertificateDirectory { get; init; }
    public required string ServerName { get; init; }
    public required TlsProtocols Protocol { get; init; }
    public required int Threads { get; init; }
    public required TimeSpan Spin { get; init; }
    public required TimeSpan Timeout { get; init; }
    public required int? SourceAddresses { get; init; }

    /// <summary>The protocol, as it is shown.</summary>
    public string ProtocolName => Protocol == TlsProtocols.Tls12 ? "TLSv1.2" : "TLSv1.3";

    private string Fleet => Path.Combine(CertificateDirectory, CertificateFiles.FleetFile);

    /// <summary>The server and the certificates, which are read.</summary>
    /// <param name="connections">That may be open at the same time.</param>
    /// <param name="needsFleet">Whether the clients are a fleet's.</param>
    /// <exception cref="UsageException">There is no CA certificate to verify the server with, no fleet where one is needed, or a file cannot be read.</exception>
    public LoadTarget ReadTarget(int connections, bool needsFleet)
    {
        var authority = Path.Combine(CertificateDirectory, "ca.crt");
        if (!File.Exists(authority))
        {
            throw new UsageException(
                $"{authority} is missing: --certs names the directory with the server's ca.crt. " +
                "The default server makes one, .actor-tls/dev, in the directory where it is started");
        }
        if (needsFleet && !File.Exists(Fleet))
        {
            throw new UsageException(
                $"{Fleet} is missing: --certs names the directory with the certificates of the fleet's clients, of a CA that the server trusts. " +
                "'actor-tls-load make-certs --out DIR' makes them, and those of the server");
        }
        var certificate = Path.Combine(CertificateDirectory, "client.crt");
        var hasCertificate = File.Exists(certificate);
        try
        {
            return new LoadTarget
            {
                EndPoint = Server,
                ServerName = ServerName,
                TrustAnchorsPem = File.ReadAllText(authority),
                ClientCertificatePem = hasCertificate ? File.ReadAllText(certificate) : null,
                ClientKeyPem = hasCertificate ? File.ReadAllText(Path.Combine(CertificateDirectory, "client.key")) : null,
                FleetPem = needsFleet ? File.ReadAllText(Fleet) : null,
                Protocol = Protocol,
                Timeout = Timeout,
                SourceAddresses = SourceAddresses ?? ((connections - 1) / ConnectionsPerAddress) + 1,
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(e.Message);
        }
    }

    /// <summary>Starts the threads of the users.</summary>
    /// <exception cref="UsageException">A certificate or key is not what it should be, or there is no usable OpenSSL.</exception>
    public LoadLoops StartLoops(LoadTarget target)
    {
        try
        {
            return LoadLoops.Start(Threads, Spin, target);
        }
        catch (FleetException e)
        {
            throw new UsageException($"{Fleet}: {e.Message}");
        }
        catch (Exception e) when (e is ArgumentException or PlatformNotSupportedException)
        {
            throw new UsageException(e.Message);
        }
    }

    /// <summary>Refuses what this process has no descriptors for.</summary>
    /// <exception cref="UsageException">There are too few.</exception>
    public static void RequireDescriptors(int connections)
    {
        var limit = DescriptorLimit.Read();
        if (connections + OtherDescriptors <= limit) return;
        throw new UsageException(
            $"{connections} connections need {connections + OtherDescriptors} descriptors, and this process may have {limit} (RLIMIT_NOFILE): " +
            $"use {Math.Max(limit - OtherDescriptors, 0)} connections at most, or raise the limit (ulimit -n); the server needs as many");
    }
}
