using ActorTls.Load.NBomber.CommandLine;

namespace ActorTls.Load.NBomber;

internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        try
        {
            return await NBomberCommandLine.InvokeAsync(arguments);
        }
        catch (Exception e)
        {
            await Console.Error.WriteLineAsync($"{NBomberCommandLine.Name}: unexpected failure: {e}");
            return LoadExitCode.Unexpected;
        }
    }
}
