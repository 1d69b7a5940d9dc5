using System.Collections.Immutable;
using ActorTls.Configuration;
using ActorTls.Tls.Certificates;

namespace ActorTls.Tls.Policies;

/// <summary>
/// Trust anchors and revocation lists, as the files of a policy hold them. Immutable, thread-safe.
/// </summary>
internal sealed class TrustMaterial
{
    /// <summary>
    /// How many bytes of CA names are sent to clients, which may choose a certificate by them. Java's clients read no handshake
    /// message above 32 KiB, and TLS has no room for more than 64 KiB of names. An empty list is allowed, and means any CA.
    /// </summary>
    internal const int LongestNames = 30_000;

    /// <summary>How much a chain may differ from RFC 5280.</summary>
    internal required CertificateProfile Profile { get; init; }

    /// <summary>The anchors, without those that a revocation list revokes.</summary>
    internal required ImmutableArray<ICertificate> Anchors { get; init; }

    /// <summary>When not empty, every certificate of a chain but the anchor must be covered by a list.</summary>
    internal required ImmutableArray<IRevocationList> RevocationLists { get; init; }

    /// <summary>Whether the names of these CAs are sent to clients.</summary>
    internal bool AreNamed => Anchors.Sum(anchor => 2 + anchor.EncodeSubject().Length) <= LongestNames;

    /// <summary>
    /// When a list comes into force or ends, in seconds since 1970, in order: a verification may have another result from then on.
    /// </summary>
    internal ImmutableArray<long> RevocationChanges =>
        [.. RevocationLists.SelectMany(list => new[] { list.ThisUpdate, list.NextUpdate }).OfType<DateTimeOffset>()
            .Select(change => change.ToUnixTimeSeconds()).Order()];
}
