using System.Globalization;

namespace ActorTls.Scenarios.Harness;

/// <summary>How many descriptors this process may have; the runtime has raised the soft limit to the hard one.</summary>
internal static class DescriptorLimit
{
    public static long Hard
    {
        get
        {
            var line = File.ReadLines("/proc/self/limits").First(each => each.StartsWith("Max open files", StringComparison.Ordinal));
            var hard = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[4];
            return hard == "unlimited" ? long.MaxValue : long.Parse(hard, CultureInfo.InvariantCulture);
        }
    }
}
