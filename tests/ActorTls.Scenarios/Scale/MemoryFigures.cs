using System.Globalization;

namespace ActorTls.Scenarios.Scale;

/// <summary>What a process occupies, in bytes.</summary>
/// <param name="Managed">Live objects of this process; 0 for another one.</param>
/// <param name="Resident">Physical memory, as the kernel counts it.</param>
internal readonly record struct MemoryFigures(long Managed, long Resident)
{
    /// <summary>Of this process, after everything that can be collected is.</summary>
    public static MemoryFigures Take()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return new MemoryFigures(GC.GetTotalMemory(forceFullCollection: true), ResidentOf("self"));
    }

    /// <summary>VmRSS of a process.</summary>
    public static long ResidentOf(string process)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(each => each.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.AsSpan(6, line.Length - 8), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture) * 1024;
    }

    /// <summary>Of another process, once it has not changed by more than <paramref name="tolerance"/> for five seconds.</summary>
    public static async Task<long> SettledResidentOf(int process, long tolerance)
    {
        var name = process.ToString(CultureInfo.InvariantCulture);
        var last = ResidentOf(name);
        var deadline = DateTime.UtcNow.AddSeconds(60);
        for (var calm = 0; calm < 5 && DateTime.UtcNow < deadline;)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            var now = ResidentOf(name);
            calm = Math.Abs(now - last) <= tolerance ? calm + 1 : 0;
            last = now;
        }
        return last;
    }

    public override string ToString() => $"{Managed / 1024} KiB of live objects, {Resident / 1024} KiB resident";
}
