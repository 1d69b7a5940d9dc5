using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using ActorTls.Load.Comparison.Servers;
using ActorTls.Load.Running;

namespace ActorTls.Load.Comparison.Measuring;

/// <summary>What figures depend on.</summary>
internal static class Machine
{
    /// <summary>How many threads wanted a processor, on average over the last minute.</summary>
    public static double ReadLoad() => double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);

    /// <summary>The machine, in lines of a name and a value.</summary>
    /// <param name="environment">What a run of the load tool says of it.</param>
    /// <param name="load">What <see cref="ReadLoad"/> said before anything was started.</param>
    public static IReadOnlyList<(string Name, string Value)> Describe(RunEnvironment environment, double load) =>
    [
        ("processor", string.Create(CultureInfo.InvariantCulture, $"{environment.Processor}, {environment.Processors} cores as this system sees them")),
        ("memory", string.Create(CultureInfo.InvariantCulture, $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30):0.0} GiB")),
        ("kernel", $"Linux {File.ReadAllText("/proc/sys/kernel/osrelease").Trim()}"),
        ("system", Release()),
        ("descriptors", string.Create(CultureInfo.InvariantCulture, $"{Workplace.Descriptors} for a process")),
        ("load before it began", string.Create(CultureInfo.InvariantCulture, $"{load:0.00}")),
        (".NET", environment.Runtime),
        ("OpenSSL, of all servers", environment.OpenSsl),
    ];

    /// <summary>The line of a program's output that says its version.</summary>
    public static async Task<string> VersionAsync(string executable, ServerDefinition server, CancellationToken cancellation)
    {
        if (server.VersionArguments is null) return RuntimeInformation.FrameworkDescription;
        var start = new ProcessStartInfo(executable, server.VersionArguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
        await process.WaitForExitAsync(cancellation);
        var lines = string.Join('\n', texts).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.FirstOrDefault(line => line.StartsWith(server.VersionLine, StringComparison.OrdinalIgnoreCase)) ?? lines.FirstOrDefault() ?? "unknown";
    }

    private static string Release()
    {
        const string name = "PRETTY_NAME=";
        var line = File.Exists("/etc/os-release") ? File.ReadLines("/etc/os-release").FirstOrDefault(each => each.StartsWith(name, StringComparison.Ordinal)) : null;
        return line?[name.Length..].Trim('"') ?? "unknown";
    }
}
