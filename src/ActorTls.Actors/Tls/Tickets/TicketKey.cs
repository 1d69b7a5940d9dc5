using System.Security.Cryptography;

namespace ActorTls.Tls.Tickets;

/// <summary>The name and the two keys of a session ticket's protection, in memory that the garbage collector does not copy.</summary>
internal sealed class TicketKey
{
    internal const int NameLength = 16;
    private const int SecretLength = 32;

    private readonly byte[] _material = GC.AllocateUninitializedArray<byte>(NameLength + 2 * SecretLength, pinned: true);

    internal TicketKey(DateTimeOffset created)
    {
        RandomNumberGenerator.Fill(_material);
        Created = created;
    }

    internal DateTimeOffset Created { get; }

    /// <summary>The name of the key. Each ticket carries it in the clear, so that the key is found again.</summary>
    internal ReadOnlySpan<byte> Name => _material.AsSpan(0, NameLength);

    internal ReadOnlySpan<byte> EncryptionKey => _material.AsSpan(NameLength, SecretLength);

    internal ReadOnlySpan<byte> AuthenticationKey => _material.AsSpan(NameLength + SecretLength, SecretLength);
}
