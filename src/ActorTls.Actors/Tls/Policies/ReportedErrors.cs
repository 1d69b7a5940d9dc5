using ActorTls.Configuration;

namespace ActorTls.Tls.Policies;

/// <summary>
/// Errors in the settings of a policy that were reported before its files are read. The loader validates the rest all the same. It
/// does not report what would only follow from those errors.
/// </summary>
internal sealed class ReportedErrors(ConfigurationReport report, PolicySettings settings)
{
    private const string Defaults = "actor-tls.defaults.policy";

    /// <summary>Whether there was an error in the policy or in the defaults that it falls back to.</summary>
    internal bool Any { get; } = report.HasErrorsUnder(settings.Origin.Path) || report.HasErrorsUnder(Defaults);

    /// <summary>Whether a key of the policy, or the whole policy, has an error already.</summary>
    internal bool IsReported(string key) =>
        Any && (report.HasErrorsAt(settings.Origin.Path) || IsUnder($"{settings.Origin.Path}.{key}") || IsUnder($"{Defaults}.{key}"));

    private bool IsUnder(string path) => report.HasErrorsUnder(path);
}
