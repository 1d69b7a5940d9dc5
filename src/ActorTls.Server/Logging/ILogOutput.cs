namespace ActorTls.Server.Logging;

/// <summary>Where a log goes. Unlike a stream, it tells how much of it has arrived.</summary>
internal interface ILogOutput
{
    /// <summary>Writes bytes, waiting for the reader: how many were taken, at least one.</summary>
    /// <exception cref="IOException">None was; the message says why.</exception>
    int Write(ReadOnlySpan<byte> bytes);
}
