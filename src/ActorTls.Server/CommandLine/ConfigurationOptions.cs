using System.CommandLine;

namespace ActorTls.Server.CommandLine;

/// <summary>The options of a command that needs a configuration.</summary>
internal sealed class ConfigurationOptions
{
    private readonly Option<string[]> _files = new("--config")
    {
        Description = "A HOCON file. May be repeated; later files win. Without any, the embedded default runs.",
        HelpName = "FILE",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string[]> _settings = new("--set")
    {
        Description = "One value on top of the files, such as actor-tls.listeners.echo.port=9443. May be repeated.",
        HelpName = "PATH=VALUE",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly ForwardOptions _forward;

    public ConfigurationOptions(Command command)
    {
        RefuseEmpty(_files);
        _settings.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                if (token.Value.IndexOf('=', StringComparison.Ordinal) <= 0)
                    result.AddError($"--set takes PATH=VALUE, not '{token.Value}'.");
            }
        });
        command.Options.Add(_files);
        command.Options.Add(_settings);
        _forward = new ForwardOptions(command);
    }

    /// <summary>What was given for them.</summary>
    public ConfigurationArguments Read(ParseResult parsed) =>
        new(parsed.GetValue(_files) ?? [], parsed.GetValue(_settings) ?? [], _forward.Read(parsed));

    /// <summary>What is wrong with what was given, beyond each option alone; null when nothing is.</summary>
    public string? Error(ParseResult parsed) => _forward.Error(parsed, _files);

    /// <summary>
    /// What is wrong when these options, the root's, stand in front of another command, where they would have no effect;
    /// null when they do not.
    /// </summary>
    public string? ErrorInFrontOfCommand(ParseResult parsed)
    {
        if (parsed.CommandResult.Command is RootCommand) return null;
        var misplaced = new Option[] { _files, _settings }.Concat(_forward.All)
            .FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false });
        return misplaced is null
            ? null
            : $"{misplaced.Name} must stand behind '{parsed.CommandResult.Command.Name}', not in front of it.";
    }

    /// <summary>Refuses an empty text, which is no path.</summary>
    public static void RefuseEmpty(Option option) => option.Validators.Add(result =>
    {
        if (result.Tokens.Any(token => token.Value.Length == 0)) result.AddError($"{option.Name} was given an empty text.");
    });
}
