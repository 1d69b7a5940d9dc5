using ActorTls.Configuration;

namespace ActorTls.Sessions;

/// <summary>A kind of service, named by <c>type</c> in <c>actor-tls.services.NAME</c>.</summary>
public interface IServiceType : IServiceSettingsReader
{
    /// <summary>
    /// The factory of one service's sessions. Called once for each service of a deployment, so that all its listeners share
    /// it. Reads the files that the settings name and validates what is in them; each problem goes into the report of
    /// <paramref name="resources"/>. Null when there was an error.
    /// </summary>
    /// <param name="settings">What <see cref="IServiceSettingsReader.ReadSettings"/> of this type returned.</param>
    /// <param name="resources">What to validate with.</param>
    ISessionFactory? CreateSessionFactory(object settings, ServiceResources resources);

    /// <summary>
    /// Called in its place when the settings had errors: validates what else there is, such as files, so that all errors are
    /// told at once.
    /// </summary>
    /// <param name="settings">As read, with any value in the place of a wrong one.</param>
    /// <param name="resources">What to validate with.</param>
    void CheckTheRest(object settings, ServiceResources resources) { }
}
