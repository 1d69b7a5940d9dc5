using System.Security.Cryptography;
using ActorTls.Tls.Certificates;

namespace ActorTls.Actors.Tests.Tls.Managed;

/// <summary>A private key of .NET's.</summary>
internal sealed class ManagedKey(AsymmetricAlgorithm key) : IPrivateKey
{
    internal byte[] PublicKey { get; } = key.ExportSubjectPublicKeyInfo();

    public void Dispose() => key.Dispose();
}
