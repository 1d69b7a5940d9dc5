using ActorTls.Server.CommandLine;

namespace ActorTls.Server;

internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        try
        {
            return await ServerCommandLine.InvokeAsync(arguments);
        }
        catch (Exception e)
        {
            // The one place where a stack trace is printed: nobody knew that this could happen.
            await Console.Error.WriteLineAsync($"actor-tls: unexpected failure: {e}");
            return ExitCode.Unexpected;
        }
    }
}
