using ActorTls.Configuration;
using ActorTls.Tls.Certificates;

namespace ActorTls.Tls.Policies;

/// <summary>
/// Examines revocation lists together with the anchors of a policy: the library must be able to use each list, and each CA must have one.
/// </summary>
/// <param name="library">The library that decoded them.</param>
/// <param name="now">The time, in whole seconds.</param>
/// <param name="report">Takes every error and warning.</param>
/// <param name="peer"><c>client</c> or <c>server</c>: who is verified.</param>
internal sealed class RevocationCoverage(IPolicyLibrary library, DateTimeOffset now, ConfigurationReport report, string peer)
{
    /// <summary>The anchors that no list of their issuer revokes; null when there was an error.</summary>
    internal List<TrustAnchor>? Check(List<TrustAnchor> anchors, List<LoadedRevocationList> lists)
    {
        var valid = true;
        var signers = new Dictionary<LoadedRevocationList, List<TrustAnchor>>();
        foreach (var list in lists) valid &= IsUsable(list, signers[list] = FindSigners(list, anchors), anchors);
        foreach (var anchor in anchors.Where(anchor => anchor.Certificate.Authority != AuthorityKind.None))
        {
            var own = lists.FindAll(list => signers[list].Contains(anchor));
            // A list of the CA's name that another key signed is reported already.
            var isReported = own.Count == 0 && lists.Exists(list => signers[list].Count == 0 && list.Names(anchor));
            valid &= isReported || IsCovered(anchor, own);
        }
        return valid ? anchors.FindAll(anchor => !IsRevoked(anchor, signers)) : null;
    }

    private static List<TrustAnchor> FindSigners(LoadedRevocationList list, List<TrustAnchor> anchors) =>
        anchors.FindAll(anchor => list.Names(anchor) && list.IsSignedBy(anchor));

    private bool IsUsable(LoadedRevocationList list, List<TrustAnchor> signers, List<TrustAnchor> anchors)
    {
        if (RevocationListScope.Read(list.Content) is not { } scope) return Refuse(list, "has a malformed scope (issuing distribution point)");
        if (scope.Obstacle is { } obstacle) return Refuse(list, obstacle);
        if (list.Content.ThisUpdate is null) return Refuse(list, "has no time of issue that can be read");
        // A CA that the policy does not name may be an intermediate that peers send along; the library checks the signature then.
        if (signers.Count == 0 && anchors.Exists(list.Names))
            return Refuse(list, $"is not signed with the key of that CA in {peer}-ca");
        if (list.Content.NextUpdate is not { } end || (signers.Count == 0 && end <= now)) return Refuse(list, "is past its next update, or has none");
        try
        {
            return list.Content.Refute(scope, signers.FirstOrDefault()?.Certificate, now) is not { } reason ||
                Refuse(list, $"cannot be used by {library.Name}: {reason}");
        }
        catch (Exception exception)
        {
            return Refuse(list, $"has names or identifiers that cannot be read: {exception.Message}");
        }
    }

    private bool Refuse(LoadedRevocationList list, string problem)
    {
        report.Error(list.File.Origin, list.File.Path, $"holds a CRL of \"{list.Issuer}\" that {problem}",
            "complete CRLs, each signed by the CA whose certificates it is about");
        return false;
    }

    private bool IsCovered(TrustAnchor authority, List<LoadedRevocationList> own)
    {
        if (own.Count == 0)
        {
            report.Error(authority.File.Origin, authority.File.Path,
                $"holds the CA \"{authority.Subject}\", for which {peer}-crl has no list", $"one valid CRL for each CA of {peer}-ca");
            return false;
        }
        if (own.Exists(list => list.IsInForce(now))) return true;
        report.Error(own[0].File.Origin, own[0].File.Path,
            $"holds no currently valid CRL of \"{authority.Subject}\": past its next update, without one, or not yet in force");
        return false;
    }

    /// <summary>Whether a list of its issuer revokes an anchor. Handshakes do not look up the revocation of an anchor, so it is left out here.</summary>
    private bool IsRevoked(TrustAnchor anchor, Dictionary<LoadedRevocationList, List<TrustAnchor>> signers)
    {
        foreach (var (list, authorities) in signers)
        {
            // The signature of a list cannot be checked when its CA is no anchor. To heed the list is safe all the same: it admits nobody.
            var isOfIssuer = authorities.Count == 0 || authorities.Exists(authority => authority != anchor && authority.HasIssued(anchor));
            if (!isOfIssuer || !list.Revokes(anchor)) continue;
            report.Warning(anchor.File.Origin, anchor.File.Path,
                $"holds \"{anchor.Subject}\", which the CRL of \"{list.Issuer}\" revokes; it is left out, and no {peer} can use it");
            return true;
        }
        return false;
    }
}
