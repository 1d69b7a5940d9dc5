using ActorTls.Configuration;
using ActorTls.Tls;

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

/// <summary>What a service type validates its settings with.</summary>
/// <param name="Engine">The TLS library.</param>
/// <param name="Files">How files are read.</param>
/// <param name="Time">The clock.</param>
/// <param name="Policies">The policies by name, as parsed.</param>
/// <param name="DefaultPolicy">What stands for a policy in the client role where none is named.</param>
/// <param name="Report">Takes every error and warning.</param>
public sealed record ServiceResources(
    ITlsEngine Engine, IFileSource Files, TimeProvider Time, IReadOnlyDictionary<string, PolicySettings> Policies,
    PolicySettings DefaultPolicy, ConfigurationReport Report);

/// <summary>Makes the sessions of one service. Called on every event loop, at the same time.</summary>
public interface ISessionFactory
{
    /// <summary>A new session for a connection that was admitted.</summary>
    /// <param name="connection">The connection, which is given to the session afterwards; it can be looked at already.</param>
    Session CreateSession(IConnection connection);
}
