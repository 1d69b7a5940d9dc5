namespace ActorTls.Tls;

/// <summary>
/// A password in memory that the garbage collector does not copy, with the NUL byte behind it that C wants.
/// <see cref="IDisposable.Dispose"/> wipes it.
/// </summary>
internal sealed class Password : IDisposable
{
    /// <summary>In bytes. OpenSSL would cut a longer one short without a word.</summary>
    internal const int Longest = 1023;

    private readonly byte[] _terminated;

    internal Password(ReadOnlySpan<byte> password)
    {
        _terminated = GC.AllocateArray<byte>(password.Length + 1, pinned: true);
        password.CopyTo(_terminated);
    }

    /// <summary>In bytes, without the NUL.</summary>
    internal int Length => _terminated.Length - 1;

    /// <summary>With the NUL.</summary>
    internal ReadOnlySpan<byte> Terminated => _terminated;

    public void Dispose() => System.Security.Cryptography.CryptographicOperations.ZeroMemory(_terminated);
}
