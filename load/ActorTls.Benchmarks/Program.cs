using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace ActorTls.Benchmarks;

internal static class Program
{
    /// <summary>Runs what the arguments choose, which are BenchmarkDotNet's own. 1 when a benchmark could not run.</summary>
    private static int Main(string[] arguments)
    {
        // In this process, so that nothing is built at run time. Each benchmark begins with what it needs, and ends it.
        var job = Job.Default
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithIterationTime(TimeInterval.FromMilliseconds(400))
            .WithWarmupCount(4)
            .WithIterationCount(6);
        var configuration = DefaultConfig.Instance
            .AddJob(job)
            .AddDiagnoser(new MemoryDiagnoser(new MemoryDiagnoserConfig(displayGenColumns: false)))
            .WithArtifactsPath(Path.Combine("artifacts", "benchmarks"));

        var summaries = BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(arguments, configuration);
        return summaries.All(summary => !summary.HasCriticalValidationErrors && summary.Reports.All(report => report.Success)) ? 0 : 1;
    }
}
