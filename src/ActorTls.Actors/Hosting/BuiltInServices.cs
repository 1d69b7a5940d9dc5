using ActorTls.Forwarding;
using ActorTls.Sessions;

namespace ActorTls.Hosting;

/// <summary>The service types that come with the library.</summary>
public static class BuiltInServices
{
    /// <summary>All of them.</summary>
    public static IReadOnlyCollection<IServiceType> All { get; } = [new EchoService(), new ForwardService()];
}
