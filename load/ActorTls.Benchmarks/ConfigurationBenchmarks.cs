using ActorTls.Configuration;
using ActorTls.Hosting;
using BenchmarkDotNet.Attributes;

namespace ActorTls.Benchmarks;

/// <summary>
/// A configuration from its file to settings, <c>reference.conf</c> below it included; part of each start and each reload.
/// </summary>
public class ConfigurationBenchmarks
{
    /// <summary>One of the examples in <c>hocon/</c>.</summary>
    [Params("default.conf", "device-gateway.conf", "routing.conf")]
    public string File { get; set; } = "";

    private string FilePath => Path.Combine(AppContext.BaseDirectory, "hocon", File);

    [GlobalSetup]
    public void Setup() => Read();

    [Benchmark]
    public object Read()
    {
        var report = new ConfigurationReport();
        var settings = ActorTlsConfiguration.Read(new ConfigurationSources().AddFile(FilePath), BuiltInServices.All, report);
        return report.HasErrors ? throw new InvalidOperationException(string.Join('\n', report.Errors)) : settings!;
    }
}
