using System.Globalization;
using System.Net;

namespace ActorTls.Load.Measuring;

/// <summary>Finds out which process of this machine listens at an address.</summary>
internal static class ListeningProcess
{
    private const string Listening = "0A";

    /// <summary>The process with the lowest number that has the listening socket open, or null when that cannot be seen.</summary>
    public static int? Find(IPEndPoint endPoint)
    {
        var sockets = Inodes("/proc/net/tcp", endPoint.Port).Concat(Inodes("/proc/net/tcp6", endPoint.Port))
            .Select(inode => $"socket:[{inode}]").ToHashSet();
        if (sockets.Count == 0) return null;
        var processes = Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0).Order();
        return processes.Where(id => HasOpen(id, sockets)).Cast<int?>().FirstOrDefault();
    }

    private static IEnumerable<string> Inodes(string table, int port)
    {
        if (!File.Exists(table)) yield break;
        foreach (var line in File.ReadLines(table).Skip(1))
        {
            // sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields[3] == Listening && fields[1].EndsWith($":{port:X4}", StringComparison.Ordinal)) yield return fields[9];
        }
    }

    private static bool HasOpen(int process, HashSet<string> sockets)
    {
        try
        {
            return new DirectoryInfo($"/proc/{process}/fd").EnumerateFileSystemInfos()
                .Any(entry => entry.LinkTarget is { } target && sockets.Contains(target));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
