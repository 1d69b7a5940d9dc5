using System.CommandLine;
using System.CommandLine.Help;
using ActorTls.Load.CommandLine;
using ActorTls.Load.NBomber.Results;
using ActorTls.Load.Scenarios;
using static ActorTls.Load.CommandLine.OptionTexts;

namespace ActorTls.Load.NBomber.CommandLine;

/// <summary>One command for each scenario.</summary>
internal static class NBomberCommandLine
{
    /// <summary>What the program calls itself.</summary>
    public const string Name = "actor-tls-load-nbomber";

    /// <summary>Parses and does what the arguments ask for; returns the exit code.</summary>
    public static async Task<int> InvokeAsync(string[] arguments)
    {
        var parser = new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false };
        var parsed = Create().Parse(arguments, parser);
        if (parsed.Action is not HelpAction && parsed.Errors.Count > 0)
        {
            if (parsed.UnmatchedTokens is [var unknown, ..] && parsed.CommandResult.Command is RootCommand)
                return Tell([$"there is no scenario '{unknown}'; there are {string.Join(", ", ScenarioCatalogue.All.Select(scenario => scenario.Name))}"]);
            var command = parsed.CommandResult.Command is RootCommand ? "" : $"{parsed.CommandResult.Command.Name} ";
            return Tell([parsed.Errors[0].Message, $"see: {Name} {command}--help"]);
        }
        try
        {
            // NBomber does not know of being cancelled: what interrupts the process ends it.
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (UsageException e)
        {
            return Tell(e.Message.Split('\n'));
        }
    }

    private static RootCommand Create()
    {
        var root = new RootCommand(
            "Puts load on a TLS server with NBomber: load simulations from a JSON file in its format, and its reports.\n" +
            "Without options it speaks to the default server on 127.0.0.1:8443, with its development certificates.");
        root.Directives.Clear();
        foreach (var scenario in ScenarioCatalogue.All) root.Subcommands.Add(Create(scenario));
        return root;
    }

    private static Command Create(IScenario scenario)
    {
        var target = new TargetOptions();
        var configuration = Text(
            "--config", "FILE", "load simulations, parameters and expectations, in NBomber's format",
            Path.Combine(AppContext.BaseDirectory, "config", $"{scenario.Name}.json"));
        var reports = Text("--reports", "DIR", "where a new folder is made for NBomber's reports", "artifacts/nbomber");
        var expectations = ExpectationOption();

        var command = new Command(scenario.Name, scenario.Summary);
        foreach (var option in (IEnumerable<Option>)[configuration, reports, expectations, .. target.All]) command.Options.Add(option);
        command.SetAction((parsed, _) => NBomberRunCommand.ExecuteAsync(scenario, new NBomberArguments
        {
            Target = target.Read(parsed),
            ConfigurationFile = parsed.GetRequiredValue(configuration),
            ReportDirectory = parsed.GetRequiredValue(reports),
            Expectations = RunExpectations.ReadGeneral(parsed, expectations),
        }));
        return command;
    }

    private static int Tell(IEnumerable<string> lines)
    {
        foreach (var line in lines) Console.Error.WriteLine($"{Name}: {line}");
        return LoadExitCode.Usage;
    }
}
