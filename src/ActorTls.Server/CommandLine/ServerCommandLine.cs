using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace ActorTls.Server.CommandLine;

/// <summary>The commands of <c>actor-tls</c> and their options.</summary>
internal static class ServerCommandLine
{
    /// <summary>Parses and does what the arguments ask for; returns the exit code.</summary>
    public static async Task<int> InvokeAsync(string[] arguments)
    {
        // "@x" is an argument like any other, and "-ab" is not "-a -b".
        var parser = new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false };
        var parsed = Create().Parse(arguments, parser);
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpAction) return TellUsageErrors(parsed);

        // Signals belong to the running server alone, which needs as long for its drain as it was given.
        return await parsed.InvokeAsync(new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        });
    }

    private static RootCommand Create()
    {
        var root = new RootCommand("A TLS connection server: every connection is owned by one actor.");
        root.Options.OfType<VersionOption>().Single().Action = new VersionAction();
        root.Directives.Clear();

        var rootOptions = new ConfigurationOptions(root);
        root.SetAction((parsed, _) => RunCommand.ExecuteAsync(rootOptions.Read(parsed)));

        var run = new Command("run", "Runs the server; what happens when no command is given.");
        var runOptions = new ConfigurationOptions(run);
        run.SetAction((parsed, _) => RunCommand.ExecuteAsync(runOptions.Read(parsed)));

        var check = new Command("check", "Validates a whole configuration and prints what it comes to. Binds and writes nothing.");
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
        rootOptions.RefuseBeforeSubcommand(root);
        return root;
    }

    private static int TellUsageErrors(ParseResult parsed)
    {
        foreach (var message in parsed.Errors.Select(error => error.Message).Distinct()) StandardError.Write(message);

        var command = parsed.CommandResult.Command is RootCommand ? "" : $"{parsed.CommandResult.Command.Name} ";
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
