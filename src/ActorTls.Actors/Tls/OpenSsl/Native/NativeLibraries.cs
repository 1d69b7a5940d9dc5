using System.Reflection;
using System.Runtime.InteropServices;

namespace ActorTls.Tls.OpenSsl.Native;

/// <summary>
/// Finds OpenSSL 3. It checks, before anything is served, that the library has every function that will be called, and that .NET uses the
/// same copy: two copies in a process would not share their state.
/// </summary>
internal static class NativeLibraries
{
    private const long OldestVersion = 0x30000000;
    private static readonly Lazy<(nint Ssl, nint Crypto)> Libraries = new(Open);

    /// <summary>Loads, checks and initialises the libraries, once a process.</summary>
    /// <exception cref="PlatformNotSupportedException">With one sentence on what is missing.</exception>
    internal static void Load()
    {
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("The OpenSSL engine runs on Linux only.");
        _ = Libraries.Value;
    }

    private static (nint Ssl, nint Crypto) Open()
    {
        var ssl = OpenLibrary("libssl.so.3");
        var crypto = OpenLibrary("libcrypto.so.3");
        RequireSymbols(typeof(LibSsl), ssl, "libssl.so.3");
        RequireSymbols(typeof(LibCrypto), crypto, "libcrypto.so.3");
        NativeLibrary.SetDllImportResolver(typeof(NativeLibraries).Assembly, (name, _, _) => name switch
        {
            LibSsl.Name => ssl,
            LibCrypto.Name => crypto,
            _ => 0, // Other imports of this assembly are found in the usual way.
        });
        RequireVersion();
        Initialise();
        return (ssl, crypto);
    }

    internal static nint OpenLibrary(string file) => NativeLibrary.TryLoad(file, out var library)
        ? library
        : throw new PlatformNotSupportedException(
            $"OpenSSL 3 is needed, but {file} cannot be loaded; install the package libssl3 (Debian, Ubuntu) or openssl-libs (Fedora).");

    /// <summary>Checks that a library has every function that a class imports.</summary>
    internal static void RequireSymbols(Type imports, nint library, string file)
    {
        var declared = imports.GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.DeclaredOnly);
        foreach (var method in declared)
        {
            if (method.Name.Contains('<')) continue; // The compiler makes such helpers for imports with SetLastError.
            if (!NativeLibrary.TryGetExport(library, method.Name, out _))
                throw new PlatformNotSupportedException(
                    $"{file} lacks the function {method.Name}; OpenSSL 3.0 or later, built with its usual features, is needed.");
        }
    }

    private static void RequireVersion()
    {
        var version = (long)LibCrypto.OpenSSL_version_num().Value;
        if (version < OldestVersion)
            throw new PlatformNotSupportedException($"OpenSSL 3.0 or later is needed, but libcrypto.so.3 is {version:x}.");
    }

    private static void Initialise()
    {
        // Without NO_ATEXIT OpenSSL frees its state inside exit(), while other threads may still use it.
        var done = LibSsl.OPENSSL_init_ssl(
            Constants.OPENSSL_INIT_NO_ATEXIT | Constants.OPENSSL_INIT_LOAD_CONFIG |
            Constants.OPENSSL_INIT_LOAD_SSL_STRINGS | Constants.OPENSSL_INIT_LOAD_CRYPTO_STRINGS, 0);
        if (done != 1) throw new PlatformNotSupportedException("OpenSSL could not be initialised; is its configuration file broken?");

        // This loads the OpenSSL that .NET uses, which an environment variable may have set to another version.
        var runtimes = System.Security.Cryptography.SafeEvpPKeyHandle.OpenSslVersion;
        var ours = (long)LibCrypto.OpenSSL_version_num().Value;
        if (runtimes != ours)
            throw new PlatformNotSupportedException(
                $".NET uses OpenSSL {runtimes:x}, but libssl.so.3 is {ours:x}; both must be the same (see CLR_OPENSSL_VERSION_OVERRIDE).");
    }
}
