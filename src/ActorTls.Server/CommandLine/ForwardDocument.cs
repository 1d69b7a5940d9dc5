using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ActorTls.Server.CommandLine;

/// <summary>The HOCON that says what <see cref="ForwardArguments"/> say, to be read as any other, and to be kept.</summary>
internal static class ForwardDocument
{
    /// <summary>What messages call it.</summary>
    public const string Name = "command line";

    /// <summary>Writes all of it.</summary>
    /// <param name="arguments">What was given.</param>
    /// <param name="assignments"><c>--set</c>, each laid over it in turn.</param>
    public static string Write(ForwardArguments arguments, IReadOnlyList<string> assignments)
    {
        var text = new StringBuilder("# Made by actor-tls from the options of its command line.\n");
        if (HasRelativePaths(arguments)) text.Append("# Relative paths start from the directory that holds this file.\n");
        text.Append("\nactor-tls {\n");
        if (arguments.UsesTls) WriteListenerPolicy(text, arguments);
        var hasUpstreamPolicy = arguments is { UsesTls: false, UpstreamTls: not null, Certificate: not null };
        if (hasUpstreamPolicy) WriteUpstreamPolicy(text, arguments.Certificate!);
        WriteService(text, arguments, hasUpstreamPolicy);
        WriteListener(text, arguments);
        text.Append("}\n");
        foreach (var assignment in assignments) text.Append(Assignment(assignment)).Append('\n');
        return text.ToString();
    }

    private static void WriteListenerPolicy(StringBuilder text, ForwardArguments arguments)
    {
        text.Append("  policies.main {\n");
        if (arguments.Certificate is { } files) WriteCertificate(text, files);
        else text.Append("    certificates = development\n");
        if (arguments.ClientCa is { } clientCa)
        {
            text.Append("    client-authentication = require\n");
            text.Append($"    client-ca = [{Quote(clientCa)}]\n");
            text.Append($"    authorization.allow = {Rules(arguments.Allow)}\n");
        }
        else if (arguments.Certificate is null)
        {
            // As without any option: development certificates are for the user who has made them.
            text.Append("    client-authentication = require\n");
            text.Append("    client-ca = development\n");
            text.Append("    authorization.allow = [{ common-name = \"dev-client\" }]\n");
        }
        else
        {
            text.Append("    client-authentication = none\n");
        }
        text.Append("  }\n\n");
    }

    private static void WriteUpstreamPolicy(StringBuilder text, CertificateArguments files)
    {
        text.Append("  policies.upstream {\n");
        WriteCertificate(text, files);
        text.Append("  }\n\n");
    }

    private static void WriteCertificate(StringBuilder text, CertificateArguments files) =>
        text.Append($"    certificates = [{{ cert = {Quote(files.Certificate)}, key = {Quote(files.Key)} }}]\n");

    private static void WriteService(StringBuilder text, ForwardArguments arguments, bool hasPolicy)
    {
        text.Append("  services.forward {\n    type = forward\n");
        text.Append($"    upstreams = [{string.Join(", ", arguments.Upstreams.Select(Quote))}]\n");
        if (arguments.UpstreamTls is { } tls)
        {
            text.Append("    tls {\n      enabled = on\n");
            if (hasPolicy) text.Append("      policy = upstream\n");
            text.Append($"      server-ca = [{Quote(tls.ServerCa)}]\n");
            if (tls.ServerName is { } name) text.Append($"      server-name = {Quote(name)}\n");
            text.Append("    }\n");
        }
        text.Append("  }\n\n");
    }

    private static void WriteListener(StringBuilder text, ForwardArguments arguments)
    {
        var place = ListenPlace.TryParse(arguments.Listen)!;
        text.Append("  listeners.main {\n");
        text.Append($"    address = {Quote(place.Address)}\n");
        if (place.Port is { } port) text.Append($"    port = {port}\n");
        text.Append(arguments.UsesTls ? "    policy = main\n" : "    tls = off\n");
        text.Append("    service = forward\n  }\n");
    }

    private static string Rules(IReadOnlyList<AllowRule> rules) => rules is [{ IsAny: true }]
        ? "any"
        : $"[{string.Join(", ", rules.Select(rule => $"{{ {rule.Key} = {Quote(rule.Value)} }}"))}]";

    // --set takes HOCON where the value looks like it, and text otherwise; a document would take 1.10 for a number.
    private static string Assignment(string assignment)
    {
        var equals = assignment.IndexOf('=', StringComparison.Ordinal);
        var (path, value) = (assignment[..equals], assignment[(equals + 1)..]);
        var isHocon = value is ['[' or '{' or '"', ..] || value.StartsWith("${", StringComparison.Ordinal);
        return $"{path} = {(isHocon ? value : Quote(value))}";
    }

    private static bool HasRelativePaths(ForwardArguments arguments)
    {
        const string unix = "unix:";
        var sockets = arguments.Upstreams.Append(arguments.Listen)
            .Where(place => place.StartsWith(unix, StringComparison.Ordinal)).Select(place => place[unix.Length..]);
        string?[] files = [arguments.Certificate?.Certificate, arguments.Certificate?.Key, arguments.ClientCa, arguments.UpstreamTls?.ServerCa];
        return sockets.Concat(files.OfType<string>()).Any(path => !Path.IsPathRooted(path));
    }

    // A quoted string of HOCON is one of JSON; nothing is substituted in it.
    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
