using System.Collections.Immutable;
using ActorTls.Configuration;
using ActorTls.Tls;

namespace ActorTls.Server.Certificates;

/// <summary>Settings in which the word <c>development</c> has become files.</summary>
/// <param name="Settings">Without the word.</param>
/// <param name="Files">Holds those files.</param>
/// <param name="Store">Where they are, or would be; null when no policy asks for development certificates.</param>
internal sealed record DevelopmentSettings(
    ActorTlsSettings Settings, IFileSource Files, DevelopmentCertificateStore? Store)
{
    /// <summary>
    /// Gives development certificates to the policies that ask for them by that word, and to no other. Nothing is read
    /// or made where none does.
    /// </summary>
    /// <param name="settings">As parsed.</param>
    /// <param name="files">The files on disk.</param>
    /// <param name="now">The set must last a day from here.</param>
    /// <param name="mayWrite">False makes a set that is needed in memory.</param>
    /// <param name="report">Gets an error when the directory of the set is refused or cannot be written.</param>
    public static DevelopmentSettings Resolve(
        ActorTlsSettings settings, IFileSource files, DateTimeOffset now, bool mayWrite, ConfigurationReport report)
    {
        if (settings.Policies.Values.FirstOrDefault(AsksForDevelopment) is not { } first)
            return new DevelopmentSettings(settings, files, null);

        var store = new DevelopmentCertificateStore(Path.Combine(Path.GetFullPath(settings.StateDirectory), "dev"));
        DevelopmentCertificateSet? set = null;
        try
        {
            set = mayWrite ? store.ReadOrCreate(now) : store.Peek(now);
        }
        catch (DevelopmentCertificateException e)
        {
            // The rest is still validated, with a set in memory, so that all errors are reported at once.
            var origin = first.Certificates.Development ? first.Certificates.Origin : first.ClientCa.Origin;
            report.Error(origin, "development", e.Message);
        }
        files = new DevelopmentFileSource(files, store, set ?? DevelopmentCertificateSet.Create(now));
        var policies = settings.Policies.ToImmutableSortedDictionary(
            entry => entry.Key, entry => Resolve(entry.Value, store), settings.Policies.KeyComparer);
        return new DevelopmentSettings(settings with { Policies = policies }, files, store);
    }

    private static bool AsksForDevelopment(PolicySettings policy) =>
        policy.Certificates.Development || policy.ClientCa.Development;

    private static PolicySettings Resolve(PolicySettings policy, DevelopmentCertificateStore store)
    {
        if (policy.Certificates is { Development: true, Origin: var origin })
        {
            var entry = new PemCertificateSettings(
                new FileReference(store.ServerCertificatePath, origin), new FileReference(store.ServerKeyPath, origin),
                PasswordFile: null, ServerNames: [], origin);
            policy = policy with { Certificates = new CertificateSource(false, [entry], origin) };
        }
        if (policy.ClientCa is { Development: true, Origin: var caOrigin })
        {
            var file = new FileReference(store.AuthorityPath, caOrigin);
            policy = policy with { ClientCa = new ClientCaSource(false, [file], caOrigin) };
        }
        return policy;
    }
}
