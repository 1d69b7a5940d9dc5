using ActorTls.Connections;

namespace ActorTls.Administration;

/// <summary>What a query reads on one event loop. Only that loop's thread may use it.</summary>
/// <param name="Registries">The open connections, by listener.</param>
/// <param name="Endings">How connections have ended.</param>
internal sealed record EventLoopRecords(IReadOnlyList<ConnectionRegistry> Registries, Endings Endings);
