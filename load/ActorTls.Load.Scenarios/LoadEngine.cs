using ActorTls.Tls;
using ActorTls.Tls.OpenSsl;

namespace ActorTls.Load.Scenarios;

/// <summary>The TLS library of the load tools. Nothing else in them names it.</summary>
public static class LoadEngine
{
    /// <summary>Finds the library.</summary>
    /// <exception cref="PlatformNotSupportedException">Not Linux, or without a usable OpenSSL.</exception>
    public static ITlsClientEngine Load() => OpenSslEngine.Load();
}
