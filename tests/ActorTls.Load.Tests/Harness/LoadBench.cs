using System.Net;
using ActorTls.Load.Measuring;
using ActorTls.Load.Running;
using ActorTls.Load.Scenarios;
using ActorTls.Testing;

namespace ActorTls.Load.Tests.Harness;

/// <summary>Runs scenarios for a moment.</summary>
internal static class LoadBench
{
    /// <summary>A target with a client certificate that the authority has signed.</summary>
    public static LoadTarget Target(IPEndPoint endPoint, TestCertificateAuthority authority, bool withCertificate = true, TimeSpan? timeout = null)
    {
        var certificate = withCertificate ? authority.IssueClient() : null;
        return new LoadTarget
        {
            EndPoint = endPoint,
            TrustAnchorsPem = authority.CertificatePem,
            ClientCertificatePem = certificate?.CertificatePem,
            ClientKeyPem = certificate?.KeyPem,
            // Far more than anything takes, unless the test is about that.
            Timeout = timeout ?? TimeSpan.FromSeconds(60),
        };
    }

    /// <summary>Runs a scenario until so many operations were done; time does not end it.</summary>
    public static Task<RunResult> RunAsync(
        string scenario, LoadTarget target, long count, double? rate = null, int threads = 1,
        params (string Name, string Value)[] parameters) =>
        RunAsync(scenario, target, count, TimeSpan.FromMinutes(2), rate, threads, parameters);

    /// <summary>Runs a scenario until so many operations were done, or the time is over.</summary>
    public static async Task<RunResult> RunAsync(
        string scenario, LoadTarget target, long? count, TimeSpan duration, double? rate = null, int threads = 1,
        params (string Name, string Value)[] parameters)
    {
        var plan = ScenarioCatalogue.Find(scenario)!.Plan(parameters.ToDictionary(each => each.Name, each => each.Value));
        using var loops = LoadLoops.Start(threads, TimeSpan.Zero, target);
        var settings = new RunSettings
        {
            Server = target.EndPoint.ToString(),
            Protocol = "TLSv1.3",
            WarmUp = TimeSpan.Zero,
            Duration = duration,
            Count = count,
            Rate = rate,
        };
        var run = new ScenarioRun(plan, settings, loops, new ServerProbe(Environment.ProcessId), new SilentProgress());
        var stages = await run.RunAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(5));
        return Results.Run([.. stages]) with { Scenario = scenario, Workload = plan.Workloads[0].Name, Timeline = run.Timeline, NextClient = plan.Workloads[0].Fleet?.Next };
    }

    private sealed class SilentProgress : IRunProgress
    {
        public void StageStarted(string name, TimeSpan? length) { }

        public void StageContinues(TimeSpan elapsed, bool isWarmUp, long operations, long failures, TimelinePoint? latest) { }

        public void StageEnded(StageResult result) { }
    }
}
