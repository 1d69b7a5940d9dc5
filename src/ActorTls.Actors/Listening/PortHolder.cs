using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ActorTls.Listening;

/// <summary>Finds, in <c>/proc</c>, the process that listens on a port that could not be bound. Only for the text of an error.</summary>
internal static class PortHolder
{
    private const string Listening = "0A";   // TCP_LISTEN

    /// <summary>
    /// The process as text, such as <c>process 4711 (nginx)</c>. Null when it cannot be seen, as with processes of other users, and when
    /// it is this process, whose listeners have names.
    /// </summary>
    public static string? Find(IPEndPoint wanted)
    {
        try
        {
            var sockets = new[] { "/proc/net/tcp", "/proc/net/tcp6" }.Where(File.Exists).SelectMany(File.ReadLines)
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(fields => fields.Length > 9 && fields[3] == Listening && PortOf(fields[1]) == wanted.Port && IsInTheWay(fields[1], wanted))
                .Select(fields => $"socket:[{fields[9]}]")
                .ToHashSet(StringComparer.Ordinal);
            return sockets.Count == 0 ? null : Directory.EnumerateDirectories("/proc").Select(process => Describe(process, sockets))
                .FirstOrDefault(found => found is not null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // As in the kernel's tables: the address in hexadecimal, 8 digits of IPv4 or 32 of IPv6, and the port.
    private static int PortOf(string local) =>
        int.TryParse(local.AsSpan(local.IndexOf(':') + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var port) ? port : -1;

    // Of the other family only a socket for both families is in the way. The exact address matters little: the port is the same.
    private static bool IsInTheWay(string local, IPEndPoint wanted)
    {
        var isIPv4 = local.IndexOf(':') == 8;
        return isIPv4 == (wanted.AddressFamily == AddressFamily.InterNetwork) ||
            local.AsSpan(0, local.IndexOf(':')).IndexOfAnyExcept('0') < 0 || wanted.Address.Equals(IPAddress.IPv6Any);
    }

    private static string? Describe(string process, HashSet<string> sockets)
    {
        if (!int.TryParse(Path.GetFileName(process), NumberStyles.None, CultureInfo.InvariantCulture, out var id) || id == Environment.ProcessId) return null;
        try
        {
            if (!new DirectoryInfo(Path.Combine(process, "fd")).EnumerateFiles().Any(file => file.LinkTarget is { } target && sockets.Contains(target)))
                return null;
            return $"process {id} ({File.ReadAllText(Path.Combine(process, "comm")).Trim()})";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;   // Another user's, or it has ended.
        }
    }
}
