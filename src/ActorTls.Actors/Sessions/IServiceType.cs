using ActorTls.Configuration;

namespace ActorTls.Sessions;

/// <summary>A kind of service, named by <c>type</c> in <c>actor-tls.services.NAME</c>.</summary>
public interface IServiceType : IServiceSettingsReader
{
    /// <summary>The factory of a service's sessions.</summary>
    /// <param name="settings">What <see cref="IServiceSettingsReader.ReadSettings"/> of this type returned.</param>
    ISessionFactory CreateSessionFactory(object settings);
}

/// <summary>Makes the sessions of one service. Called on every event loop, at the same time.</summary>
public interface ISessionFactory
{
    /// <summary>A new session for a connection that was admitted.</summary>
    Session CreateSession();
}

/// <summary>The service types that come with the library.</summary>
public static class BuiltInServices
{
    /// <summary>All of them.</summary>
    public static IReadOnlyCollection<IServiceType> All { get; } = [new EchoService()];
}
