using System.Text;
using ActorTls.Tls;

namespace ActorTls.Actors.Tests.Connections;

/// <summary>Each step comes to what the test has queued for it, and to success when nothing is queued.</summary>
internal sealed class StepChannel : ITlsChannel
{
    private readonly StringBuilder _written = new();

    public Queue<TlsStatus> Handshakes { get; } = [];

    public Queue<TlsStatus> Reads { get; } = [];

    public Queue<TlsStatus> Writes { get; } = [];

    public Queue<TlsStatus> Completions { get; } = [];

    public int MostAtOnce { get; set; } = int.MaxValue;

    public int Shutdowns { get; private set; }

    public int Disposed { get; private set; }

    public string Written => _written.ToString();

    public bool HasBufferedInput => false;

    public bool HasReceivedBytes => true;

    public TlsFailure? Failure => null;

    public TlsStatus Handshake() => Next(Handshakes);

    public TlsStatus Read(Span<byte> destination, out int read)
    {
        var status = Next(Reads);
        read = status == TlsStatus.Done ? destination.Length : 0;
        return status;
    }

    public TlsStatus Write(ReadOnlySpan<byte> source, out int written)
    {
        var status = Next(Writes);
        written = status == TlsStatus.Done ? Math.Min(MostAtOnce, source.Length) : 0;
        _written.Append(Encoding.ASCII.GetString(source[..written]));
        return status;
    }

    public TlsStatus Shutdown(bool endFollows)
    {
        Shutdowns++;
        return Next(Completions);
    }

    public TlsSessionInfo Describe() => new("TLSv1.3", "TLS_AES_128_GCM_SHA256", null, null, false);

    public byte[]? GetPeerCertificate() => null;

    public void Dispose() => Disposed++;

    private static TlsStatus Next(Queue<TlsStatus> steps) => steps.TryDequeue(out var status) ? status : TlsStatus.Done;
}
