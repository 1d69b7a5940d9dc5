namespace ActorTls.Sessions;

/// <summary>What is sent after each line. Received lines may end with either.</summary>
public enum LineEnding
{
    /// <summary>A line feed.</summary>
    Lf,

    /// <summary>A carriage return and a line feed, as most protocols of the Internet have it.</summary>
    CrLf,
}
