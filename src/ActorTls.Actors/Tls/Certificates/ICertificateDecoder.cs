namespace ActorTls.Tls.Certificates;

/// <summary>Makes certificates and revocation lists of a library from DER. Thread-safe.</summary>
internal interface ICertificateDecoder
{
    /// <summary>Null when the bytes are no certificate, or more than one.</summary>
    ICertificate? DecodeCertificate(ReadOnlySpan<byte> der);

    /// <summary>Null when the bytes are no revocation list, or more than one.</summary>
    IRevocationList? DecodeRevocationList(ReadOnlySpan<byte> der);
}
