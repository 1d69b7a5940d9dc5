using ActorTls.Configuration;
using ActorTls.Sessions;
using Akka.Actor;

namespace ActorTls.Benchmarks.Serving;

/// <summary>A service whose sessions count the messages that they get. It knows the last connection's actor.</summary>
internal sealed class CountingService : IServiceType, ISessionFactory
{
    private readonly TaskCompletionSource<IActorRef> _established = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Type => "counting";

    /// <summary>Completes with the first connection's actor, once the connection is established.</summary>
    public Task<IActorRef> Established => _established.Task;

    public TurnCounter Turns { get; } = new();

    public object ReadSettings(SettingsSection section) => this;

    public ISessionFactory CreateSessionFactory(object settings, ServiceResources resources) => this;

    public Session CreateSession(IConnection connection) => new CountingSession(this);

    private sealed class CountingSession(CountingService service) : Session
    {
        protected internal override void OnEstablished() => service._established.TrySetResult(Connection.Self);

        protected internal override void OnReceived(ReadOnlySpan<byte> data) { }

        protected internal override void OnMessage(object message) => service.Turns.Add();
    }
}
