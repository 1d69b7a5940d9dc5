namespace ActorTls.Configuration.Hocon;

/// <param name="Kind">What it is.</param>
/// <param name="Text">The text of strings, unescaped; else how the token is written.</param>
/// <param name="Space">The white space before it on its line, which counts inside a concatenation.</param>
/// <param name="Position">Where it starts.</param>
internal readonly record struct HoconToken(HoconTokenKind Kind, string Text, string Space, HoconPosition Position)
{
    /// <summary>Whether it is text that may be part of a key or value.</summary>
    public bool IsText => Kind is HoconTokenKind.Unquoted or HoconTokenKind.Quoted;

    /// <summary>The token in words, for messages.</summary>
    public string Description => Kind switch
    {
        HoconTokenKind.End => "the end of the text",
        HoconTokenKind.NewLine => "the end of the line",
        HoconTokenKind.Quoted => $"\"{Text}\"",
        HoconTokenKind.OpenSubstitution => "'${'",
        _ => $"'{Text}'",
    };
}
