using System.Security.Cryptography;

namespace ActorTls.Tls;

/// <summary>
/// The chains of clients that verified lately, so that a client that comes back without a ticket is spared the
/// signatures of its chain; that it has the key it proves anew each time. What is kept is a digest of the whole chain
/// that it sends. One for each event loop, listener and load of a policy: other anchors or CRLs never see it. Thread-safe,
/// as nothing keeps the channels of a context on one thread.
/// </summary>
internal sealed class VerifiedChains
{
    /// <summary>So many chains are kept at least, and never more than twice as many; each is some 80 bytes.</summary>
    internal const int Generation = 512;

    private readonly Lock _lock = new();
    private Dictionary<Digest, Validity> _recent = [];
    private Dictionary<Digest, Validity> _older = [];

    /// <summary>What is known of a chain that verified; null when it has to be verified.</summary>
    /// <param name="chain">Which.</param>
    /// <param name="now">Seconds since 1970. Before the verification, as after a clock was set back, nothing is known.</param>
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

    /// <summary>A chain has verified.</summary>
    /// <param name="chain">Which.</param>
    /// <param name="now">Seconds since 1970.</param>
    /// <param name="result">What came of it.</param>
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
        /// <summary>Of certificates in DER, in their order. DER tells its own length, so no two chains are the same bytes.</summary>
        internal static Digest Of(IEnumerable<byte[]> chain)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var certificate in chain) hash.AppendData(certificate);
            Span<byte> value = stackalloc byte[SHA256.HashSizeInBytes];
            hash.GetHashAndReset(value);
            return new Digest(BitConverter.ToUInt128(value), BitConverter.ToUInt128(value[16..]));
        }
    }

    /// <summary>What came of a verification.</summary>
    /// <param name="End">When the first of its certificates ends, or a CRL does or comes into force; seconds since 1970.</param>
    /// <param name="ProfileViolation">See <see cref="TlsSessionInfo.ProfileViolation"/>.</param>
    internal readonly record struct Verification(long End, string? ProfileViolation);

    private readonly record struct Validity(long Verified, Verification Result);
}
