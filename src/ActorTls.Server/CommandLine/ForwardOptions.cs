using System.CommandLine;

namespace ActorTls.Server.CommandLine;

/// <summary>The options that take the place of a configuration file in the common case, and what they need of each other.</summary>
internal sealed class ForwardOptions
{
    private readonly Option<string> _listen = Text("--listen", "ADDRESS:PORT", "Forwards what comes in here, an IP address and port or unix:PATH, instead of running a configuration.");
    private readonly Option<string[]> _forward = Texts("--forward", "UPSTREAM", "Where to: ADDRESS:PORT, NAME:PORT or unix:PATH. May be repeated.");
    private readonly Option<bool> _plaintext = Flag("--plaintext", "Takes plaintext from clients, for the client side of a tunnel. With --upstream-tls.");
    private readonly Option<string> _certificate = Text("--cert", "FILE", "Our certificate in PEM, with its intermediates. Without it, development certificates. With --plaintext it is shown to upstreams.");
    private readonly Option<string> _key = Text("--key", "FILE", "The private key of --cert in PEM.");
    private readonly Option<string> _clientCa = Text("--client-ca", "FILE", "Whose certificates clients must have, in PEM. Needs --allow.");
    private readonly Option<string[]> _allow = Texts("--allow", "RULE", $"Who of those is let in: {AllowRule.Accepted}. May be repeated; one that matches is enough.");
    private readonly Option<bool> _upstreamTls = Flag("--upstream-tls", "Speaks TLS to upstreams. Needs --server-ca.");
    private readonly Option<string> _serverCa = Text("--server-ca", "FILE", "Whose certificates upstreams must have, in PEM.");
    private readonly Option<string> _serverName = Text("--server-name", "NAME", "The name that their certificates must have. Without it, the host of --forward.");

    public ForwardOptions(Command command)
    {
        All = [_listen, _forward, _plaintext, _certificate, _key, _clientCa, _allow, _upstreamTls, _serverCa, _serverName];
        _allow.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                if (AllowRule.TryParse(token.Value) is null)
                    result.AddError($"--allow takes {AllowRule.Accepted}, not '{token.Value}'.");
            }
        });
        foreach (var option in All)
        {
            ConfigurationOptions.RefuseEmpty(option);
            command.Options.Add(option);
        }
    }

    public IReadOnlyList<Option> All { get; }

    /// <summary>What was given; null when nothing was. To be asked once <see cref="Error"/> has found nothing.</summary>
    public ForwardArguments? Read(ParseResult parsed)
    {
        if (!IsGiven(parsed, _listen)) return null;
        var certificate = parsed.GetValue(_certificate) is { } file ? new CertificateArguments(file, parsed.GetValue(_key)!) : null;
        var upstreamTls = parsed.GetValue(_upstreamTls)
            ? new UpstreamTlsArguments(parsed.GetValue(_serverCa)!, parsed.GetValue(_serverName))
            : null;
        return new ForwardArguments(
            parsed.GetValue(_listen)!, !parsed.GetValue(_plaintext), parsed.GetValue(_forward)!, certificate,
            parsed.GetValue(_clientCa), [.. (parsed.GetValue(_allow) ?? []).Select(rule => AllowRule.TryParse(rule)!)], upstreamTls);
    }

    /// <summary>What is missing or does not go together; null when all is well.</summary>
    /// <param name="parsed">The arguments.</param>
    /// <param name="files">The option that names configuration files, which these take the place of.</param>
    public string? Error(ParseResult parsed, Option files)
    {
        if (All.FirstOrDefault(option => IsGiven(parsed, option)) is not { } first) return null;
        if (IsGiven(parsed, files)) return $"{first.Name} and {files.Name} cannot be combined: each is a whole configuration.";
        return ErrorOfListener(parsed) ?? ErrorOfUpstream(parsed);
    }

    private string? ErrorOfListener(ParseResult parsed)
    {
        if (Missing(parsed, _listen, _forward) is { } lonely) return lonely;
        if (!IsGiven(parsed, _listen))
            return $"{All.First(option => IsGiven(parsed, option)).Name} needs --listen ADDRESS:PORT and --forward UPSTREAM.";
        var listen = parsed.GetValue(_listen)!;
        if (ListenPlace.TryParse(listen) is null) return $"--listen takes ADDRESS:PORT, [IPv6]:PORT or unix:PATH, not '{listen}'.";
        if (Missing(parsed, _certificate, _key) is { } half) return half;

        var allow = parsed.GetValue(_allow) ?? [];
        if (IsGiven(parsed, _clientCa) && allow.Length == 0)
            return "--client-ca needs --allow RULE: whom to let in has to be said; --allow any is every certificate that it signs.";
        if (allow.Length > 0 && !IsGiven(parsed, _clientCa)) return "--allow needs --client-ca FILE: whose certificates count.";
        if (allow.Length > 1 && allow.Contains("any")) return "--allow any admits whom the other --allow do: one of them is too much.";
        return null;
    }

    private string? ErrorOfUpstream(ParseResult parsed)
    {
        var isTls = parsed.GetValue(_upstreamTls);
        if (isTls && !IsGiven(parsed, _serverCa)) return "--upstream-tls needs --server-ca FILE: an upstream is always verified.";
        var unused = new[] { _serverCa, _serverName }.FirstOrDefault(option => IsGiven(parsed, option));
        if (!isTls && unused is not null) return $"{unused.Name} needs --upstream-tls.";
        if (!parsed.GetValue(_plaintext)) return null;
        if (IsGiven(parsed, _clientCa)) return "--plaintext asks clients for no certificate: --client-ca and --allow have no place.";
        return isTls ? null : "--plaintext needs --upstream-tls: otherwise there is no TLS at all.";
    }

    private static string? Missing(ParseResult parsed, Option one, Option other) => (IsGiven(parsed, one), IsGiven(parsed, other)) switch
    {
        (true, false) => $"{one.Name} needs {other.Name} {other.HelpName}.",
        (false, true) => $"{other.Name} needs {one.Name} {one.HelpName}.",
        _ => null,
    };

    private static bool IsGiven(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    private static Option<string> Text(string name, string value, string description) =>
        new(name) { HelpName = value, Description = description };

    private static Option<string[]> Texts(string name, string value, string description) =>
        new(name) { HelpName = value, Description = description, Arity = ArgumentArity.OneOrMore };

    private static Option<bool> Flag(string name, string description) =>
        new(name) { Description = description, Arity = ArgumentArity.Zero };
}
