using ActorTls.Configuration;

namespace ActorTls.Sessions;

/// <summary>A kind of service, named by <c>type</c> in <c>actor-tls.services.NAME</c>.</summary>
public interface IServiceType : IServiceSettingsReader
{
    /// <summary>
    /// Makes the factory of one service's sessions, or returns null when there was an error. Called once for each service of a
    /// deployment, whose listeners share the factory. Reads the files that the settings name and validates their content; each problem
    /// goes into the report of <paramref name="resources"/>. On a thread that may block, never on an event loop.
    /// </summary>
    /// <param name="settings">What <see cref="IServiceSettingsReader.ReadSettings"/> of this type returned.</param>
    /// <param name="resources">What to validate with.</param>
    ISessionFactory? CreateSessionFactory(object settings, ServiceResources resources);

    /// <summary>
    /// Called instead of <see cref="CreateSessionFactory"/> when the settings had errors: validates the rest, such as files, so that all
    /// errors are reported at once.
    /// </summary>
    /// <param name="settings">The settings as read, with an arbitrary value in the place of each wrong one.</param>
    /// <param name="resources">What to validate with.</param>
    void CheckTheRest(object settings, ServiceResources resources) { }
}
