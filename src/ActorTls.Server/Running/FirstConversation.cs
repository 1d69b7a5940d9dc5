using System.Net;
using ActorTls.Configuration;
using ActorTls.Deployments;
using ActorTls.Server.Certificates;

namespace ActorTls.Server.Running;

/// <summary>The output of a first start: a command that talks to the server, ready to be copied.</summary>
internal static class FirstConversation
{
    /// <summary>The lines to print; none when nothing listens on an IP address.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<BoundListener> listeners, DevelopmentCertificateStore certificates)
    {
        var address = listeners
            .Select(listener => IPEndPoint.TryParse(listener.Address, out var endPoint) ? endPoint : null)
            .FirstOrDefault(endPoint => endPoint is not null);
        if (address is null) yield break;

        yield return "The certificates in use are for development only. Talk to the server with:";
        yield return $"openssl s_client -connect {Reachable(address)} -CAfile {Shown(certificates.AuthorityPath)} " +
            $"-cert {Shown(certificates.ClientCertificatePath)} -key {Shown(certificates.ClientKeyPath)} -quiet";
    }

    // "All addresses" is none to connect to.
    private static IPEndPoint Reachable(IPEndPoint bound) =>
        bound.Address.Equals(IPAddress.Any) ? new IPEndPoint(IPAddress.Loopback, bound.Port)
        : bound.Address.Equals(IPAddress.IPv6Any) ? new IPEndPoint(IPAddress.IPv6Loopback, bound.Port)
        : bound;

    // Short where it can be: people start the server and talk to it in the same directory.
    private static string Shown(string path)
    {
        var relative = Path.GetRelativePath(ConfigurationSources.CurrentDirectory, path);
        var shown = relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
        return shown.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_')
            ? shown
            : $"'{shown.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }
}
