using ActorTls.Configuration;

namespace ActorTls.Deployments;

/// <summary>A listener that runs.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Configured">Its address as configured.</param>
/// <param name="Bound">Its address with the real port.</param>
internal sealed record ListeningAt(string Name, ListenAddress Configured, ListenAddress Bound);
