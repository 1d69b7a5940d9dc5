namespace ActorTls.Connections;

/// <summary>A connection as its <see cref="ConnectionRegistry"/> knows it. Only its event loop's thread may use it.</summary>
internal interface IRegisteredConnection
{
    /// <summary>The number of the connection, unique in this process. It never changes.</summary>
    long Id { get; }

    /// <summary>What there is to tell of the connection just now.</summary>
    /// <param name="now">The wall clock's time.</param>
    /// <param name="withLocal">Whether what the peer connected to is part of it, which the kernel has to be asked for.</param>
    ConnectionSnapshot CreateSnapshot(DateTimeOffset now, bool withLocal = false);
}
