namespace ActorTls.Configuration;

/// <summary>The settings of a service that makes connections of its own under policies.</summary>
public interface IClientPolicyUser
{
    /// <summary>The names of the policies, each with the place that names it.</summary>
    IEnumerable<Located<string>> ClientPolicies { get; }
}
