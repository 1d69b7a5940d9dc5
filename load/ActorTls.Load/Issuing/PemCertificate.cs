namespace ActorTls.Load.Issuing;

/// <summary>A certificate and its key.</summary>
internal sealed record PemCertificate(string Certificate, string Key);
