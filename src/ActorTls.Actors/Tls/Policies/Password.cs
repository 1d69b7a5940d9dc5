namespace ActorTls.Tls.Policies;

/// <summary>
/// A password in memory that the garbage collector does not copy, followed by the NUL byte that C needs.
/// <see cref="IDisposable.Dispose"/> wipes it.
/// </summary>
internal sealed class Password : IDisposable
{
    /// <summary>In bytes. OpenSSL would cut a longer password without an error.</summary>
    internal const int Longest = 1023;

    private readonly byte[] _terminated;

    internal Password(ReadOnlySpan<byte> password)
    {
        _terminated = GC.AllocateArray<byte>(password.Length + 1, pinned: true);
        password.CopyTo(_terminated);
    }

    /// <summary>The length in bytes, without the NUL.</summary>
    internal int Length => _terminated.Length - 1;

    /// <summary>The password with the NUL.</summary>
    internal ReadOnlySpan<byte> Terminated => _terminated;

    public void Dispose() => System.Security.Cryptography.CryptographicOperations.ZeroMemory(_terminated);
}
