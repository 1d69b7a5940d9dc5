using System.Collections.Immutable;
using ActorTls.Tls.Certificates;

namespace ActorTls.Tls.Policies;

/// <summary>The content of an entry of <c>certificates</c>, from either kind of file.</summary>
/// <param name="Chain">The certificate, then its intermediates, nearest first.</param>
/// <param name="Encoded">The certificate in DER.</param>
/// <param name="Key">The certificate's private key; null when there was an error about the key, which is reported already.</param>
internal sealed record CertificateMaterial(ImmutableArray<ICertificate> Chain, byte[] Encoded, IPrivateKey? Key);
