using System.Runtime.InteropServices;
using ActorTls.Tls.OpenSsl.Certificates;
using ActorTls.Tls.OpenSsl.Native;

namespace ActorTls.Tls.OpenSsl;

/// <summary>Reads from OpenSSL's error queue why a step failed.</summary>
internal static class ChannelFailures
{
    private const ulong SystemErrorFlag = 0x80000000;
    private const int CommonReasonFlags = 0x1f << 18;

    /// <summary>Describes a failed step, and empties the queue. Call it on the thread of the step, before any other call into OpenSSL.</summary>
    internal static TlsFailure Describe(nint ssl, int error, int errno, int refusal)
    {
        var (first, ofSsl) = TakeErrors();
        if (error == Constants.SSL_ERROR_ZERO_RETURN)
            return new TlsFailure(TlsFailureKind.Truncated, "close_notify in the handshake");
        if (error == Constants.SSL_ERROR_SSL && ofSsl != 0) return DescribeReason(ssl, first, ofSsl, refusal);
        if ((first & SystemErrorFlag) != 0) errno = (int)(first & 0x7fffffff);
        if (error == Constants.SSL_ERROR_SYSCALL)
            return errno == 0 ? EndOfStream() : new TlsFailure(TlsFailureKind.Reset, Marshal.GetPInvokeErrorMessage(errno));
        return new TlsFailure(TlsFailureKind.Internal, first == 0 ? $"unexpected result {error} of OpenSSL" : TextOf(first));
    }

    /// <summary>
    /// The first error, and the first error of libssl itself. For a peer's damaged certificate, for example, the ASN.1 reader adds an error
    /// first; only the error that libssl adds says what that means for the connection.
    /// </summary>
    private static (ulong First, ulong OfSsl) TakeErrors()
    {
        ulong first = 0, ofSsl = 0;
        while (LibCrypto.ERR_get_error().Value is var code and not 0)
        {
            if (first == 0) first = code;
            if (ofSsl == 0 && (code & SystemErrorFlag) == 0 && ((int)(code >> 23) & 0xff) == Constants.ERR_LIB_SSL) ofSsl = code;
        }
        return (first, ofSsl);
    }

    private static TlsFailure DescribeReason(nint ssl, ulong first, ulong ofSsl, int refusal)
    {
        var reason = (int)(ofSsl & 0x7fffff);
        if ((reason & CommonReasonFlags) != 0)
        {
            var ours = (reason & 0xffff) is Constants.ERR_R_MALLOC_FAILURE or Constants.ERR_R_INTERNAL_ERROR;
            return new TlsFailure(ours ? TlsFailureKind.Internal : TlsFailureKind.Protocol, TextOf(first));
        }
        return reason switch
        {
            Constants.SSL_R_CERTIFICATE_VERIFY_FAILED => new TlsFailure(TlsFailureKind.CertificateRejected, VerificationErrorOf(ssl)),
            Constants.SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE => new TlsFailure(TlsFailureKind.CertificateRejected, "no certificate"),
            Constants.SSL_R_UNEXPECTED_EOF_WHILE_READING => EndOfStream(),
            Constants.SSL_R_HTTP_REQUEST or Constants.SSL_R_HTTPS_PROXY_REQUEST =>
                new TlsFailure(TlsFailureKind.Protocol, TextOf(ofSsl)) { IsPlaintextHttp = true },
            Constants.SSL_R_CALLBACK_FAILED when refusal is not (0 or Constants.SSL_AD_INTERNAL_ERROR) =>
                new TlsFailure(TlsFailureKind.Protocol, AlertNames.Find(refusal)),
            Constants.SSL_R_CALLBACK_FAILED => new TlsFailure(TlsFailureKind.Internal, TextOf(ofSsl)),
            >= Constants.SSL_AD_REASON_OFFSET and < Constants.SSL_AD_REASON_OFFSET + 256 =>
                new TlsFailure(TlsFailureKind.Protocol, $"alert received: {AlertNames.Find(reason - Constants.SSL_AD_REASON_OFFSET)}"),
            _ => new TlsFailure(TlsFailureKind.Protocol, AlertSentFor(reason) is { } alert ? $"{alert}: {TextOf(ofSsl)}" : TextOf(ofSsl)),
        };
    }

    private static TlsFailure EndOfStream() => new(TlsFailureKind.Truncated, "end of the TCP stream without close_notify");

    private static string TextOf(ulong code) =>
        Marshal.PtrToStringUTF8(LibCrypto.ERR_reason_error_string(new CULong((nuint)code))) ?? $"error {code:x}";

    private static string VerificationErrorOf(nint ssl) =>
        VerificationErrors.TextOf((int)LibSsl.SSL_get_verify_result(ssl).Value);

    /// <summary>The alert that OpenSSL sent with an <c>SSL_R_</c> reason, for the reasons that operators meet; else null.</summary>
    private static string? AlertSentFor(int reason) => reason switch
    {
        281 => "bad_record_mac",                  // DECRYPTION_FAILED_OR_BAD_RECORD_MAC
        193 => "handshake_failure",               // NO_SHARED_CIPHER
        101 or 118 or 376 => "handshake_failure", // NO_SUITABLE_KEY_SHARE, _SIGNATURE_ALGORITHM, NO_SHARED_SIGNATURE_ALGORITHMS
        258 or 396 => "protocol_version",         // UNSUPPORTED_PROTOCOL, VERSION_TOO_LOW
        235 => "no_application_protocol",         // NO_APPLICATION_PROTOCOL
        _ => null,
    };
}
