using ActorTls.Tls;
using ActorTls.Tls.OpenSsl;

namespace ActorTls.Server;

/// <summary>The TLS library of the executable. Nothing else in it names it.</summary>
internal static class ServerEngine
{
    /// <summary>Finds the library.</summary>
    /// <exception cref="PlatformNotSupportedException">There is no usable OpenSSL, in a sentence for the user.</exception>
    internal static ITlsEngine Load() => OpenSslEngine.Load();
}
