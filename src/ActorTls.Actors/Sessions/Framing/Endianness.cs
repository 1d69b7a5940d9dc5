namespace ActorTls.Sessions;

/// <summary>The order in which the bytes of a number are sent.</summary>
public enum Endianness
{
    /// <summary>The most significant byte comes first: the byte order of networks.</summary>
    Big,

    /// <summary>The least significant byte comes first.</summary>
    Little,
}
