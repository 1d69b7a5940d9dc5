using System.Reflection;
using System.Runtime.InteropServices;

namespace ActorTls.Server.CommandLine;

/// <summary>What <c>--version</c> prints.</summary>
internal static class VersionText
{
    /// <summary>The versions of the program, the runtime and OpenSSL, a line each.</summary>
    public static IEnumerable<string> Lines()
    {
        yield return $"actor-tls {ProductVersion()}";
        yield return $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.RuntimeIdentifier}";
        yield return OpenSslVersion();
    }

    private static string ProductVersion()
    {
        var informational = typeof(VersionText).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>();

        // What follows the plus sign is the commit, which a release does not need.
        return informational?.InformationalVersion.Split('+')[0] ?? "unknown";
    }

    private static string OpenSslVersion()
    {
        try
        {
            return ServerEngine.Load().Description;
        }
        catch (PlatformNotSupportedException e)
        {
            return $"OpenSSL is not usable: {e.Message}";
        }
    }
}
