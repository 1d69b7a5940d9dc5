namespace ActorTls.Server.Logging;

/// <summary>The output of a log. Unlike a stream, it says how many bytes have arrived.</summary>
internal interface ILogOutput
{
    /// <summary>Writes bytes, waiting for the reader: how many were taken, at least one.</summary>
    /// <exception cref="IOException">None was; the message says why.</exception>
    int Write(ReadOnlySpan<byte> bytes);
}
