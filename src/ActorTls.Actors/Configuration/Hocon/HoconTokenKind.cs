namespace ActorTls.Configuration.Hocon;

internal enum HoconTokenKind
{
    OpenBrace, CloseBrace, OpenBracket, CloseBracket, Colon, EqualsSign, PlusEquals, Comma, NewLine, End,

    /// <summary><c>${</c>, or <c>${?</c> with the text <c>?</c>.</summary>
    OpenSubstitution,

    /// <summary>Text without quotes, up to the next space or sign.</summary>
    Unquoted,

    /// <summary>The content of a quoted or triple-quoted string.</summary>
    Quoted,

    /// <summary>Where the text cannot be read on.</summary>
    Invalid,
}
