using System.Globalization;

namespace ActorTls.Load.Measuring;

/// <summary>
/// Processor time and resident memory of a process and its descendants. A descendant that has ended counts as it was seen
/// last. Used by one thread at a time.
/// </summary>
/// <param name="processId">The server.</param>
/// <param name="readClock">The processor time of a process; by default <see cref="ProcessorClock.Read"/>.</param>
/// <param name="root">Where <c>/proc</c> is.</param>
internal sealed class ServerProbe(int processId, Func<int, TimeSpan?>? readClock = null, string root = "/proc")
{
    private readonly Func<int, TimeSpan?> _readClock = readClock ?? ProcessorClock.Read;
    private readonly Dictionary<int, TimeSpan> _times = [];

    /// <summary>The server's process.</summary>
    public int ProcessId => processId;

    /// <summary>Whether it is there.</summary>
    public bool Exists => Directory.Exists(Path.Combine(root, Text(processId)));

    /// <summary>How long all threads, until now, were on a processor.</summary>
    public TimeSpan ReadProcessorTime()
    {
        foreach (var process in Family())
        {
            if (_readClock(process) is { } time) _times[process] = time;
        }
        return _times.Values.Aggregate(TimeSpan.Zero, (sum, time) => sum + time);
    }

    /// <summary>
    /// Resident memory of all processes in KiB. The kernel keeps it roughly, by up to some hundred KiB, but cheaply.
    /// </summary>
    public long ReadResidentMemory() => Family().Sum(process => ReadKibibytes(process, "status", "VmRSS:"));

    /// <summary>As <see cref="ReadResidentMemory"/>, exactly; the server's memory is walked for it, so not while time is measured.</summary>
    public long ReadResidentMemoryExactly()
    {
        var exact = Family().Sum(process => ReadKibibytes(process, "smaps_rollup", "Rss:"));
        return exact > 0 ? exact : ReadResidentMemory();
    }

    /// <summary>The process and its descendants that exist now.</summary>
    internal IReadOnlyList<int> Family()
    {
        var family = new List<int> { processId };
        for (var i = 0; i < family.Count; i++)
        {
            foreach (var thread in NumberedEntries(Path.Combine(root, Text(family[i]), "task")))
            {
                var children = TryRead($"{root}/{family[i]}/task/{thread}/children") ?? "";
                foreach (var child in children.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                {
                    var number = int.Parse(child, CultureInfo.InvariantCulture);
                    if (!family.Contains(number)) family.Add(number);
                }
            }
        }
        return family;
    }

    private long ReadKibibytes(int process, string file, string key)
    {
        var line = TryRead($"{root}/{process}/{file}")?.Split('\n').FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal));
        var field = line?[key.Length..].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return long.TryParse(field, CultureInfo.InvariantCulture, out var kibibytes) ? kibibytes : 0;
    }

    private static IEnumerable<int> NumberedEntries(string directory)
    {
        try
        {
            return [.. Directory.EnumerateDirectories(directory).Select(path => int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture))];
        }
        catch (IOException)
        {
            return [];   // the process has just ended
        }
    }

    private static string? TryRead(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
