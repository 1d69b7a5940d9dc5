using System.Collections.Immutable;

namespace ActorTls.Tls;

/// <summary>What an entry of <c>certificates</c> was read into, from whatever kind of file.</summary>
/// <param name="Chain">The certificate, then its intermediates, nearest first.</param>
/// <param name="Encoded">The certificate in DER.</param>
/// <param name="Key">The certificate's private key; null when there was an error about it, which is told already.</param>
internal sealed record CertificateMaterial(ImmutableArray<ICertificate> Chain, byte[] Encoded, IPrivateKey? Key);
