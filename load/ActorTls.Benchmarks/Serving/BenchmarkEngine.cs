using ActorTls.Tls;
using ActorTls.Tls.OpenSsl;

namespace ActorTls.Benchmarks.Serving;

/// <summary>The TLS library of the benchmarks, in both roles. Nothing else in them names it.</summary>
internal static class BenchmarkEngine
{
    private static readonly OpenSslEngine Engine = OpenSslEngine.Load();

    internal static ITlsEngine Server => Engine;

    internal static ITlsClientEngine Client => Engine;
}
