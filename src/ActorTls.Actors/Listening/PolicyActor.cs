using ActorTls.Configuration;
using ActorTls.Tls;
using Akka.Actor;

namespace ActorTls.Listening;

/// <summary>
/// Knows the current version of each policy, and makes TLS contexts from it. Contexts are made for a listener, since their
/// ticket keys are its own, and are the listener's from then on.
/// </summary>
internal sealed class PolicyActor(
    IReadOnlyCollection<ListenerPlan> listeners, IReadOnlyDictionary<string, PolicyPlan> policies, ITlsEngine engine, int workers)
    : UntypedActor
{
    private IReadOnlyDictionary<string, PolicyPlan> _policies = policies;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case GetListenerPolicy request:
                Answer(request);
                break;
            case DeployPolicies deploy:
                Deploy(deploy);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>Whoever asked fails, not this actor: started anew it would know only the policies of the start.</summary>
    private void Answer(GetListenerPolicy request)
    {
        try
        {
            Sender.Tell(Make(_policies, request.Listener));
        }
        catch (Exception failure)
        {
            Sender.Tell(new Status.Failure(failure));
        }
    }

    /// <summary>All contexts are made before any is handed out: when one cannot be, nothing has changed.</summary>
    private void Deploy(DeployPolicies deploy)
    {
        var made = new Dictionary<string, ListenerPolicy>(StringComparer.Ordinal);
        try
        {
            foreach (var listener in listeners)
                made.Add(listener.Settings.Name, Make(deploy.Policies, listener.Settings));
        }
        catch (Exception failure)
        {
            foreach (var context in made.Values.SelectMany(policy => policy.Contexts)) context.Dispose();
            deploy.Deployed.TrySetException(failure);
            return;
        }

        _policies = deploy.Policies;
        Sender.Tell(new PoliciesReady(made, deploy.Deployed));
    }

    private ListenerPolicy Make(IReadOnlyDictionary<string, PolicyPlan> from, ListenerSettings listener)
    {
        if (listener.IsPlaintext) return ListenerPolicy.Plaintext(workers);
        var policy = from[listener.Policy.Value];
        return new(engine.CreateServerContexts(policy.Tls, listener.Name, workers), policy.Authorizer);
    }
}
