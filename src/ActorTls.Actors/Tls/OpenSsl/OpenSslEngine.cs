using System.Runtime.InteropServices;
using ActorTls.Configuration;
using ActorTls.Tls.OpenSsl.Native;
using ActorTls.Tls.Policies;

namespace ActorTls.Tls.OpenSsl;

/// <summary>TLS by OpenSSL's own <c>libssl</c>, the instance that .NET uses too.</summary>
public sealed class OpenSslEngine : ITlsEngine, ITlsClientEngine
{
    private readonly TimeProvider _time;

    private OpenSslEngine(TimeProvider time, string description)
    {
        _time = time;
        Description = description;
    }

    /// <inheritdoc cref="ITlsEngine.Description"/>
    public string Description { get; }

    private static OpenSslPolicyLibrary Library => OpenSslPolicyLibrary.Instance;

    /// <summary>The channels of the process that were made and not yet disposed of. Tests find leaks by it.</summary>
    public static int LiveChannels => OpenSslChannel.Live;

    /// <summary>Finds OpenSSL, and checks once a process that it has all functions that are needed.</summary>
    /// <param name="time">The clock by which tickets age; the system's clock when null. OpenSSL itself uses the system's clock.</param>
    /// <exception cref="PlatformNotSupportedException">With one sentence on what is missing.</exception>
    public static OpenSslEngine Load(TimeProvider? time = null)
    {
        NativeLibraries.Load();
        var description = Marshal.PtrToStringUTF8(LibCrypto.OpenSSL_version(0)) ?? "OpenSSL";
        return new OpenSslEngine(time ?? TimeProvider.System, description);
    }

    /// <inheritdoc/>
    public TlsPolicy? LoadPolicy(PolicySettings settings, IFileSource files, DateTimeOffset now, ConfigurationReport report)
    {
        if (new PolicyLoader(Library, files, now, report).Load(settings) is not { } material) return null;
        var policy = new OpenSslPolicy(material);
        // A policy of the client role serves nobody. Its client side is proved when a service loads it.
        return settings.Role == PolicyRole.Client || new PolicyProof(Library, report).Holds(material, () => new OpenSslServerTrial(policy))
            ? policy
            : null;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The policy is another engine's.</exception>
    public IReadOnlyList<ITlsServerContext> CreateServerContexts(TlsPolicy policy, string listener, int loops)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(loops, 1);
        if (policy is not OpenSslPolicy own) throw new ArgumentException("The policy was loaded by another engine.", nameof(policy));
        return ServerContextFactory.Create(own, listener, loops, _time);
    }

    /// <inheritdoc/>
    public TlsClientPolicy? LoadClientPolicy(
        PolicySettings settings, ServerTrustSettings trust, IFileSource files, DateTimeOffset now, ConfigurationReport report)
    {
        if (new PolicyLoader(Library, files, now, report).LoadClient(settings, trust) is not { } material) return null;
        var policy = new OpenSslClientPolicy(material);
        return new PolicyProof(Library, report).Holds(material, () => new OpenSslClientTrial(policy)) ? policy : null;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The policy is another engine's.</exception>
    public ITlsClientContext CreateClientContext(TlsClientPolicy policy) => policy is OpenSslClientPolicy own
        ? new OpenSslClientContext(own)
        : throw new ArgumentException("The policy was loaded by another engine.", nameof(policy));

    /// <inheritdoc/>
    public ITlsClientContext CreateClientContext(TlsClientSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new OpenSslClientContext(settings);
    }

    /// <inheritdoc/>
    public ITlsClientCertificate CreateClientCertificate(string certificatePem, string privateKeyPem)
    {
        ArgumentNullException.ThrowIfNull(certificatePem);
        ArgumentNullException.ThrowIfNull(privateKeyPem);
        return new OpenSslClientCertificate(certificatePem, privateKeyPem);
    }
}
