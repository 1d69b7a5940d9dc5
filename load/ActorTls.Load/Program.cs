using ActorTls.Load.CommandLine;

namespace ActorTls.Load;

internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        try
        {
            return await LoadCommandLine.InvokeAsync(arguments);
        }
        catch (Exception e)
        {
            await Console.Error.WriteLineAsync($"actor-tls-load: unexpected failure: {e}");
            return LoadExitCode.Unexpected;
        }
    }
}
