using ActorTls.Configuration;
using ActorTls.Listening;

namespace ActorTls.Deployments;

/// <summary>A running listener as a deployment finds it.</summary>
/// <param name="Settings">Its settings in force.</param>
/// <param name="Socket">What it accepts from.</param>
internal sealed record RunningListener(ListenerSettings Settings, ListenSocket Socket)
{
    /// <summary>Where it listens.</summary>
    public ListeningAt At => new(Settings.Name, Settings.Address, Socket.Bound);
}
