using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using ActorTls.Server.Running;

namespace ActorTls.Server.CommandLine;

/// <summary>The commands of <c>actor-tls</c> and their options.</summary>
internal static class ServerCommandLine
{
    /// <summary>Parses and does what the arguments ask for; returns the exit code.</summary>
    /// <param name="arguments">Those of the process.</param>
    /// <param name="signals">For the running server; any other command gives them back.</param>
    public static async Task<int> InvokeAsync(string[] arguments, TerminationSignals signals)
    {
        // "@x" is an argument like any other, and "-ab" is not "-a -b".
        var parser = new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false };
        var root = Create(signals, out var rootOptions, out var configured, out var running);
        var parsed = root.Parse(arguments, parser);
        if (!running.Contains(parsed.Action)) signals.GiveBack();
        if (parsed.Action is not HelpAction)
        {
            var error = parsed.Errors.Count > 0
                ? parsed.Errors[0].Message
                : rootOptions.ErrorInFrontOfCommand(parsed) ??
                    configured.GetValueOrDefault(parsed.CommandResult.Command)?.Error(parsed);
            if (error is not null) return TellUsageError(error, parsed);
        }

        // Signals belong to the running server alone, which needs as long for its drain as it was given.
        return await parsed.InvokeAsync(new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        });
    }

    private static RootCommand Create(
        TerminationSignals signals, out ConfigurationOptions rootOptions,
        out IReadOnlyDictionary<Command, ConfigurationOptions> configured, out IReadOnlyList<CommandLineAction?> running)
    {
        var root = new RootCommand("A TLS connection server: every connection is owned by one actor.");
        root.Options.OfType<VersionOption>().Single().Action = new VersionAction();
        root.Directives.Clear();

        var options = rootOptions = new ConfigurationOptions(root);
        root.SetAction((parsed, _) => RunCommand.ExecuteAsync(options.Read(parsed), signals));

        var run = new Command("run", "Runs the server; what happens when no command is given.");
        var runOptions = new ConfigurationOptions(run);
        run.SetAction((parsed, _) => RunCommand.ExecuteAsync(runOptions.Read(parsed), signals));

        var check = new Command(
            "check", "Validates a whole configuration and prints what it comes to. Binds and writes nothing.");
        var checkOptions = new ConfigurationOptions(check);
        check.SetAction(parsed => CheckCommand.Execute(checkOptions.Read(parsed)));

        var directory = new Option<string>("--out")
        {
            Description = "The directory for the files; made when it does not exist.",
            HelpName = "DIR",
            DefaultValueFactory = _ => ".",
        };
        ConfigurationOptions.RefuseEmpty(directory);
        var certificates = new Command(
            "dev-certs", "Makes a development CA with one server and one client certificate. Overwrites nothing.");
        certificates.Options.Add(directory);
        certificates.SetAction(parsed => DevelopmentCertificatesCommand.Execute(parsed.GetRequiredValue(directory)));

        foreach (var command in new[] { run, check, certificates }) root.Subcommands.Add(command);
        configured = new Dictionary<Command, ConfigurationOptions> { [root] = rootOptions, [run] = runOptions, [check] = checkOptions };
        running = [root.Action, run.Action];
        return root;
    }

    // What follows the first error is mostly its consequence.
    private static int TellUsageError(string error, ParseResult parsed)
    {
        var command = parsed.CommandResult.Command is RootCommand ? "" : $"{parsed.CommandResult.Command.Name} ";
        StandardError.Write(error);
        StandardError.Write($"see: actor-tls {command}--help");
        return ExitCode.Usage;
    }

    private sealed class VersionAction : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            foreach (var line in VersionText.Lines()) Console.Out.WriteLine(line);
            return ExitCode.Done;
        }
    }
}
