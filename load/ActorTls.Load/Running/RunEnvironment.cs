using System.Runtime.InteropServices;
using ActorTls.Load.Scenarios;

namespace ActorTls.Load.Running;

/// <summary>The machine and the versions of what figures depend on.</summary>
internal sealed record RunEnvironment(
    DateTimeOffset Time, int Processors, string Processor, string OperatingSystem, string Runtime, string OpenSsl)
{
    /// <summary>Looks at this machine.</summary>
    public static RunEnvironment Read(TimeProvider time) => new(
        time.GetUtcNow(), Environment.ProcessorCount, ProcessorName(), RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription, LoadEngine.Load().Description);

    private static string ProcessorName() =>
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) is { } line
            ? line[(line.IndexOf(':') + 1)..].Trim()
            : RuntimeInformation.ProcessArchitecture.ToString();
}
