using System.Collections.Immutable;
using System.Runtime.InteropServices;
using ActorTls.Configuration;
using ActorTls.Tls.OpenSsl.Native;
using ActorTls.Tls.OpenSsl.Revocation;
using ActorTls.Tls.Policies;

namespace ActorTls.Tls.OpenSsl.Certificates;

/// <summary>Trust anchors and revocation lists, which verify a peer's chain. Immutable, thread-safe; they live until they are collected.</summary>
internal sealed class TrustAnchors
{
    /// <summary>The most certificates between a peer's certificate and the anchor.</summary>
    internal const int MaximumIntermediates = 8;

    internal required ImmutableArray<X509Handle> Certificates { get; init; }

    /// <summary>When not empty, every certificate of a chain but the anchor must be covered by a list.</summary>
    internal ImmutableArray<X509CrlHandle> RevocationLists { get; init; } = [];

    /// <summary>When a CRL comes into force or ends, in seconds since 1970, in order. A verification may have another result from then on.</summary>
    internal ImmutableArray<long> RevocationChanges { get; init; } = [];

    /// <summary>Whether the names of these CAs are sent to clients.</summary>
    internal bool AreNamed { get; init; }

    /// <summary>Whether anchors of one name have different keys; see <see cref="NamesakeAuthorities"/>.</summary>
    internal bool HasNamesakes { get; init; }

    /// <summary>Whether lists of one name may be of several CAs; see <see cref="RevocationListLookup"/>.</summary>
    internal bool HasListsOfNamesakes { get; init; }

    /// <summary>How much a chain may differ from RFC 5280. Null for the client contexts of programs, whose chains OpenSSL alone verifies.</summary>
    internal CertificateProfile? Profile { get; init; }

    /// <summary>The anchors of a policy.</summary>
    internal static TrustAnchors Of(TrustMaterial trust)
    {
        ImmutableArray<X509Handle> certificates = [.. trust.Anchors.Select(OpenSslCertificate.HandleOf)];
        ImmutableArray<X509CrlHandle> lists = [.. trust.RevocationLists.Select(list => ((OpenSslRevocationList)list).Handle)];
        return new TrustAnchors
        {
            Profile = trust.Profile,
            Certificates = certificates,
            RevocationLists = lists,
            RevocationChanges = trust.RevocationChanges,
            AreNamed = trust.AreNamed,
            HasNamesakes = NamesakeAuthorities.Exist(certificates),
            HasListsOfNamesakes = RevocationListLookup.IsNeeded(certificates, lists),
        };
    }

    /// <summary>The anchors of a program. There is no revocation, and OpenSSL alone verifies.</summary>
    internal static TrustAnchors Of(IEnumerable<X509Handle> certificates) => new() { Certificates = [.. certificates] };

    internal bool ChecksRevocation => !RevocationLists.IsEmpty;

    /// <summary>The first change after a time; <see cref="long.MaxValue"/> when there is none.</summary>
    internal long NextRevocationChange(long now)
    {
        foreach (var change in RevocationChanges)
            if (change > now) return change;
        return long.MaxValue;
    }

    /// <summary>
    /// Makes a store for one context, so that event loops do not contend for its lock. The store holds these anchors alone: the anchors of
    /// the system are never used, and nothing that a certificate points to is fetched.
    /// </summary>
    internal X509StoreHandle CreateStore(int purpose)
    {
        var store = new X509StoreHandle(LibCrypto.X509_STORE_new());
        OpenSslException.ThrowIf(store.IsInvalid, "X509_STORE_new");
        foreach (var certificate in Certificates)
            OpenSslException.ThrowIf(LibCrypto.X509_STORE_add_cert(store, certificate) != 1, "X509_STORE_add_cert");
        foreach (var list in RevocationLists)
            OpenSslException.ThrowIf(LibCrypto.X509_STORE_add_crl(store, list) != 1, "X509_STORE_add_crl");

        // PARTIAL_CHAIN: an intermediate that is an anchor ends the chain. Its issuer is not needed.
        var flags = Constants.X509_V_FLAG_PARTIAL_CHAIN;
        // Under the compatible profile VerificationCallback accepts common violations.
        if (Profile is not null) flags |= Constants.X509_V_FLAG_X509_STRICT;
        if (ChecksRevocation)
        {
            flags |= Constants.X509_V_FLAG_CRL_CHECK | Constants.X509_V_FLAG_CRL_CHECK_ALL;
            RevocationCheck.Install(store);
            if (HasListsOfNamesakes) RevocationListLookup.Install(store);
        }
        if (Profile is not null) NamesakeAuthorities.Install(store, HasNamesakes);
        OpenSslException.ThrowIf(LibCrypto.X509_STORE_set_flags(store, new CULong(flags)) != 1, "X509_STORE_set_flags");
        OpenSslException.ThrowIf(LibCrypto.X509_STORE_set_purpose(store, purpose) != 1, "X509_STORE_set_purpose");
        return store;
    }

    /// <summary>The callback for each certificate of a chain; null for none.</summary>
    internal unsafe delegate* unmanaged<int, nint, int> VerificationCallback =>
        Profile == CertificateProfile.Compatible ? &ProfileCallback.OnVerify : null;
}
