using ActorTls.Tls;
using Akka.Actor;

namespace ActorTls.Listening;

/// <summary>
/// Knows the current version of each policy, and owns the TLS contexts that are made from them. Contexts are made for a
/// listener, since their ticket keys are its own.
/// </summary>
internal sealed class PolicyActor(
    IReadOnlyDictionary<string, PolicyPlan> policies, ITlsEngine engine, int workers) : UntypedActor
{
    private readonly List<ITlsServerContext> _contexts = [];

    protected override void OnReceive(object message)
    {
        if (message is not GetListenerPolicy request)
        {
            Unhandled(message);
            return;
        }

        var policy = policies[request.Listener.Policy.Value];
        var contexts = engine.CreateServerContexts(policy.Tls, request.Listener.Name, workers);
        _contexts.AddRange(contexts);
        Sender.Tell(new ListenerPolicy(contexts, policy.Authorizer));
    }

    // Connections keep what they still need of a context alive by themselves.
    protected override void PostStop() => _contexts.ForEach(context => context.Dispose());
}
