using System.Collections.Immutable;

namespace ActorTls.Tls.OpenSsl;

/// <summary>What an entry of <c>certificates</c> was read into, from whatever kind of file.</summary>
/// <param name="Chain">The certificate, then its intermediates, nearest first.</param>
/// <param name="Encoded">The certificate in DER.</param>
/// <param name="Key">The certificate's private key; null when there was an error about it, which is told already.</param>
internal sealed record CertificateMaterial(ImmutableArray<X509Handle> Chain, byte[] Encoded, PrivateKeyHandle? Key);
