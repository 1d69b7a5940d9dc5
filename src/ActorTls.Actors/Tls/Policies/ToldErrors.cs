using ActorTls.Configuration;

namespace ActorTls.Tls;

/// <summary>
/// What was found wrong with the settings of a policy before its files are looked at. The rest is validated all the same, and
/// what would only follow from those errors is not told.
/// </summary>
internal sealed class ToldErrors(ConfigurationReport report, PolicySettings settings)
{
    private const string Defaults = "actor-tls.defaults.policy";

    /// <summary>Whether anything was wrong, here or in what it falls back to.</summary>
    internal bool Any { get; } = report.HasErrorsUnder(settings.Origin.Path) || report.HasErrorsUnder(Defaults);

    /// <summary>Whether a key of the policy, or all of it, has an error already.</summary>
    internal bool IsTold(string key) =>
        Any && (report.HasErrorsAt(settings.Origin.Path) || IsUnder($"{settings.Origin.Path}.{key}") || IsUnder($"{Defaults}.{key}"));

    private bool IsUnder(string path) => report.HasErrorsUnder(path);
}
