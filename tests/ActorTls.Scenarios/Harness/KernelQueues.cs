using System.Globalization;

namespace ActorTls.Scenarios.Harness;

/// <summary>What the kernel holds of TCP connections over IPv4 of this machine, from <c>/proc/net/tcp</c>.</summary>
internal static class KernelQueues
{
    /// <summary>Bytes on their way from one port to another: not acknowledged by the receiver's kernel, or not read by its program.</summary>
    public static long Between(int from, int to) => Entries()
        .Where(entry => (entry.Local == from && entry.Remote == to) || (entry.Local == to && entry.Remote == from))
        .Sum(entry => entry.Local == from ? entry.Unsent : entry.Unread);

    private static IEnumerable<(int Local, int Remote, long Unsent, long Unread)> Entries() =>
        from line in File.ReadLines("/proc/net/tcp").Skip(1)
        let fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        let queues = fields[4].Split(':')
        select (PortOf(fields[1]), PortOf(fields[2]), Hex(queues[0]), Hex(queues[1]));

    private static int PortOf(string address) => (int)Hex(address.Split(':')[1]);

    private static long Hex(string digits) => long.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
