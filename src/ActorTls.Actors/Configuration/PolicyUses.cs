namespace ActorTls.Configuration;

/// <summary>Who uses which policy: what a policy needs depends on it.</summary>
internal sealed class PolicyUses(IEnumerable<ListenerSettings> listeners, IEnumerable<ServiceSettings> services)
{
    private readonly HashSet<string> _ofListeners = [.. listeners.Select(listener => listener.Policy.Value)];

    private readonly ILookup<string, Located<string>> _ofServices = services.Select(service => service.Settings)
        .OfType<IClientPolicyUser>().SelectMany(user => user.ClientPolicies).ToLookup(use => use.Value, StringComparer.Ordinal);

    /// <summary>A policy that is not used counts as one for listeners.</summary>
    public PolicyRole RoleOf(string policy) =>
        !_ofListeners.Contains(policy) && _ofServices.Contains(policy) ? PolicyRole.Client : PolicyRole.Server;

    /// <summary>Reports the names of services' policies that lead nowhere.</summary>
    public void Check(IReadOnlySet<string> policies, ConfigurationReport report)
    {
        foreach (var use in _ofServices.SelectMany(uses => uses)) ListenerReader.CheckReference(use, "policy", policies, report);
    }
}
