namespace ActorTls.Server.CommandLine;

/// <summary>Where to listen, as HOCON has it.</summary>
/// <param name="Address">An address, or <c>unix:PATH</c>; whether it is one is for the configuration to say.</param>
/// <param name="Port">Null at a Unix socket.</param>
internal sealed record ListenPlace(string Address, string? Port)
{
    /// <summary>Takes <c>--listen</c> apart; null when it has no port.</summary>
    public static ListenPlace? TryParse(string text)
    {
        if (text.StartsWith("unix:", StringComparison.Ordinal)) return new ListenPlace(text, null);
        var colon = text.LastIndexOf(':');
        var (address, port) = colon < 0 ? (text, "") : (text[..colon], text[(colon + 1)..]);
        var isBracketed = address is ['[', .., ']'];
        var isWhole = address.Length > 0 && (isBracketed || !address.Contains(':', StringComparison.Ordinal));
        return isWhole && port.Length > 0 && port.All(char.IsAsciiDigit) ? new ListenPlace(address, port) : null;
    }
}
