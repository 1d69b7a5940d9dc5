using System.Security.Cryptography;

namespace ActorTls.Tls.Certificates;

/// <summary>
/// A cache of client chains that verified lately. A client that returns without a ticket still proves that it has its key, but the
/// signatures of its chain are not verified again. An entry is a digest of the whole chain that the client sent. There is one cache for
/// each event loop, listener and load of a policy, so that a result never outlives the anchors and CRLs that it came from. Thread-safe,
/// since channels of one context may be on several threads.
/// </summary>
internal sealed class VerifiedChains
{
    /// <summary>The cache keeps at least so many chains, and never more than twice as many. An entry takes some 80 bytes.</summary>
    internal const int Generation = 512;

    private readonly Lock _lock = new();
    private Dictionary<Digest, Validity> _recent = [];
    private Dictionary<Digest, Validity> _older = [];

    /// <summary>The result of an earlier verification; null when the chain has to be verified.</summary>
    /// <param name="chain">The digest of the chain.</param>
    /// <param name="now">Seconds since 1970. A result from a later time does not count: the clock was set back.</param>
    internal Verification? Find(Digest chain, long now)
    {
        lock (_lock)
        {
            if (!_recent.TryGetValue(chain, out var validity))
            {
                if (!_older.Remove(chain, out validity)) return null;
                Keep(chain, validity);
            }
            return now >= validity.Verified && now < validity.Result.End ? validity.Result : null;
        }
    }

    /// <summary>Keeps the result of a verification.</summary>
    /// <param name="chain">The digest of the chain.</param>
    /// <param name="now">Seconds since 1970.</param>
    /// <param name="result">The result.</param>
    internal void Add(Digest chain, long now, Verification result)
    {
        lock (_lock) Keep(chain, new Validity(now, result));
    }

    private void Keep(Digest chain, Validity validity)
    {
        if (_recent.Count >= Generation) (_older, _recent) = (_recent, []);
        _recent[chain] = validity;
    }

    /// <summary>A SHA-256 value.</summary>
    internal readonly record struct Digest(UInt128 First, UInt128 Second)
    {
        /// <summary>The digest of certificates in DER, in their order. DER holds its own length, so two different chains are never the same bytes.</summary>
        internal static Digest Of(IEnumerable<byte[]> chain)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var certificate in chain) hash.AppendData(certificate);
            Span<byte> value = stackalloc byte[SHA256.HashSizeInBytes];
            hash.GetHashAndReset(value);
            return new Digest(BitConverter.ToUInt128(value), BitConverter.ToUInt128(value[16..]));
        }
    }

    /// <summary>The result of a verification.</summary>
    /// <param name="End">When the first certificate ends, or a CRL ends or comes into force, in seconds since 1970.</param>
    /// <param name="ProfileViolation">See <see cref="TlsSessionInfo.ProfileViolation"/>.</param>
    internal readonly record struct Verification(long End, string? ProfileViolation);

    private readonly record struct Validity(long Verified, Verification Result);
}
