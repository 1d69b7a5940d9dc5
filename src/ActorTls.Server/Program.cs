using ActorTls.Server.CommandLine;
using ActorTls.Server.Running;

namespace ActorTls.Server;

internal static class Program
{
    // A start needs about this many: the runtime, its libraries and two event loops take about two hundred. With far fewer, not even an
    // exception could be reported, because the report needs descriptors too.
    private const ulong FewestDescriptors = 256;

    private static async Task<int> Main(string[] arguments)
    {
        // First of all: until then SIGHUP ends the process.
        var signals = new TerminationSignals(TimeProvider.System);
        StandardStreams.Inspect();
        var code = await RunAsync(arguments, signals);

        // What was left behind because it hangs must not keep the process.
#pragma warning disable RS0030 // The drain is over.
        Environment.Exit(code);
#pragma warning restore RS0030
        return code;
    }

    private static async Task<int> RunAsync(string[] arguments, TerminationSignals signals)
    {
        var limit = NativeProcess.DescriptorLimit();
        if (limit < FewestDescriptors)
        {
            StandardError.WriteDirectly(
                $"the process may open {limit} descriptors only, and needs at least {FewestDescriptors} (ulimit -n, LimitNOFILE=)");
            return ExitCode.SystemRefuses;
        }
        try
        {
            return await ServerCommandLine.InvokeAsync(arguments, signals);
        }
        catch (Exception e) when (ForeseenFailure.Describe(e) is { } problem)
        {
            StandardError.Write(problem);
            return ExitCode.SystemRefuses;
        }
        catch (Exception e)
        {
            // The one place that prints a stack trace: this failure was not foreseen.
            StandardError.Write(e);
            return ExitCode.Unexpected;
        }
    }
}
