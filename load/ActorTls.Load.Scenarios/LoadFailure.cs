using ActorTls.Tls;

namespace ActorTls.Load.Scenarios;

/// <summary>Why something did not succeed.</summary>
/// <param name="Kind">Its class.</param>
/// <param name="Detail">What is known of it: the alert, the system's message, the step that took too long.</param>
public sealed record LoadFailure(FailureKind Kind, string Detail)
{
    internal static LoadFailure Of(TlsFailure failure) => new(Classify(failure), failure.Detail);

    private static FailureKind Classify(TlsFailure failure) => failure.Kind switch
    {
        TlsFailureKind.Protocol when failure.Detail.StartsWith("alert received", StringComparison.Ordinal) => FailureKind.TlsAlert,
        TlsFailureKind.Protocol => FailureKind.TlsError,
        TlsFailureKind.CertificateRejected => FailureKind.CertificateRejected,
        TlsFailureKind.Truncated => FailureKind.Truncated,
        TlsFailureKind.Reset => FailureKind.Reset,
        _ => FailureKind.Internal,
    };
}
