using ActorTls.Server.CommandLine;
using ActorTls.Server.Running;

namespace ActorTls.Server;

internal static class Program
{
    // No start has worked with less: the runtime, its libraries and two event loops need about two hundred. With a few more than none
    // not even an exception could be told, for what tells it takes descriptors too.
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
            // The one place where a stack trace is printed: nobody knew that this could happen.
            StandardError.Write(e);
            return ExitCode.Unexpected;
        }
    }
}
