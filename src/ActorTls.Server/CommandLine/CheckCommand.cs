using ActorTls.Configuration;
using ActorTls.Files;

namespace ActorTls.Server.CommandLine;

/// <summary><c>actor-tls check</c>.</summary>
internal static class CheckCommand
{
    /// <summary>
    /// Validates all of a configuration: prints what it comes to, or every error. One that was given as options is printed as
    /// HOCON, to be kept in a file. Opens no port and writes no file.
    /// </summary>
    public static int Execute(ConfigurationArguments arguments)
    {
        var report = new ConfigurationReport();
        try
        {
            var loaded = ConfigurationLoader.Load(arguments, mayWrite: false, report, new FilesRead());
            StandardError.Write(report);
            if (loaded is null) return ExitCode.InvalidConfiguration;

            if (arguments.Forward is { } forward) Console.Out.Write(ForwardDocument.Write(forward, arguments.Settings));
            else Print(loaded);
            return ExitCode.Done;
        }
        catch (PlatformNotSupportedException e)
        {
            StandardError.Write(e.Message);
            return ExitCode.Unexpected;
        }
    }

    private static void Print(LoadedConfiguration loaded)
    {
        var isTerminal = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null or "";
        EffectiveConfiguration.Print(
            loaded.Deployment.Settings, loaded.Deployment.Policies, Console.Out, isTerminal);
    }
}
