using System.CommandLine;
using System.CommandLine.Help;
using ActorTls.Load.Scenarios;

namespace ActorTls.Load.CommandLine;

/// <summary>One command for each scenario, and one that makes certificates.</summary>
internal static class LoadCommandLine
{
    /// <summary>Parses and does what the arguments ask for; returns the exit code.</summary>
    public static async Task<int> InvokeAsync(string[] arguments)
    {
        var parser = new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false };
        var parsed = Create().Parse(arguments, parser);
        if (parsed.Action is not HelpAction && parsed.Errors.Count > 0)
        {
            var command = parsed.CommandResult.Command is RootCommand ? "" : $"{parsed.CommandResult.Command.Name} ";
            return Tell($"{parsed.Errors[0].Message}\nsee: actor-tls-load {command}--help");
        }
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                // A run that is interrupted still closes its connections and prints what it has.
                ProcessTerminationTimeout = Timeout.InfiniteTimeSpan,
            });
        }
        catch (UsageException e)
        {
            return Tell(e.Message);
        }
    }

    private static RootCommand Create()
    {
        var root = new RootCommand(
            "Puts load on a TLS server and measures it: rate, latencies, and the server's processor time and memory.\n" +
            "Without options it speaks to the default server on 127.0.0.1:8443, with its development certificates.");
        root.Directives.Clear();
        foreach (var scenario in ScenarioCatalogue.All)
        {
            var options = new RunOptions();
            var parameters = new ParameterOptions(scenario);
            var command = new Command(scenario.Name, scenario.Summary);
            foreach (var option in parameters.All.Concat(options.All)) command.Options.Add(option);
            command.SetAction((parsed, cancellation) => RunScenarioCommand.ExecuteAsync(scenario, parameters.Read(parsed), options.Read(parsed), cancellation));
            root.Subcommands.Add(command);
        }
        root.Subcommands.Add(MakeCertificatesCommand.Create());
        return root;
    }

    private static int Tell(string error)
    {
        foreach (var line in error.Split('\n')) Console.Error.WriteLine($"actor-tls-load: {line}");
        return LoadExitCode.Usage;
    }
}
