using System.Globalization;
using ActorTls.Load.Comparison.Figures;
using ActorTls.Load.Comparison.Measuring;
using ActorTls.Load.Comparison.Servers;

namespace ActorTls.Load.Comparison.Reporting;

/// <summary>
/// The goals of ActorTls. Ratios are taken round by round, and like is compared with like: its forward listener with
/// servers that forward, its echo listener with Kestrel and with OpenSSL alone.
/// </summary>
internal static class Goals
{
    private const double StormExcess = 3;
    private static readonly string[] Forwarders = [ServerCatalogue.Haproxy, ServerCatalogue.Nginx, ServerCatalogue.Hitch, ServerCatalogue.Stunnel];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Goal> Of(ComparisonResult result)
    {
        var (cpu, echo, forward) = (Figure.ProcessorTime, ServerCatalogue.ActorTlsEcho, ServerCatalogue.ActorTlsForward);
        var (kestrel, haproxy, nginx) = (ServerCatalogue.Kestrel, ServerCatalogue.Haproxy, ServerCatalogue.Nginx);
        var all = result.Measurements;
        Sample Ratio(Row row, string server, string other, Figure figure) => all.Get(row.Key, server, figure).Over(all.Get(row.Key, other, figure));
        Goal AtMost(string text, double limit, Sample measured, string unit = "") => new(text, limit, false, unit, measured);
        Sample Idle(string row) => all.Get(row, echo, Figure.KibibytesPerConnection);
        var held = result.Settings.LongMemory.Last.ToString("#,##0", CultureInfo.InvariantCulture);

        return
        [
            AtMost("full handshake, CPU: forward / HAProxy", 0.8, Ratio(RowCatalogue.Full, forward, haproxy, cpu)),
            AtMost("full handshake, CPU: forward / nginx", 0.95, Ratio(RowCatalogue.Full, forward, nginx, cpu)),
            AtMost("full handshake, CPU: echo / Kestrel", 0.6, Ratio(RowCatalogue.Full, echo, kestrel, cpu)),
            AtMost("full handshake, CPU: echo / OpenSSL in memory", 1.5, Ratio(RowCatalogue.Full, echo, RowCatalogue.LibSsl, cpu)),
            AtMost("handshake with a client certificate, CPU: forward / nginx", 0.75, Ratio(RowCatalogue.Mutual, forward, nginx, cpu)),
            AtMost("handshake with a client certificate, CPU: echo / Kestrel", 0.5, Ratio(RowCatalogue.Mutual, echo, kestrel, cpu)),
            AtMost("handshake with the certificates of 10,000 clients, CPU: forward / nginx", 0.75, Ratio(RowCatalogue.Fleet, forward, nginx, cpu)),
            AtMost("handshake with the certificates of 10,000 clients, CPU: echo / Kestrel", 0.5, Ratio(RowCatalogue.Fleet, echo, kestrel, cpu)),
            AtMost("resumed handshake, CPU: forward / HAProxy", 0.9, Ratio(RowCatalogue.Resumed, forward, haproxy, cpu)),
            AtMost("64 bytes, 64 connections, CPU: echo / Kestrel", 0.55, Ratio(RowCatalogue.Echo, echo, kestrel, cpu)),
            AtMost("64 bytes, one connection, median latency: echo / Kestrel", 0.8, Ratio(RowCatalogue.Latency, echo, kestrel, Figure.P50)),
            new("256 KiB, MB for each CPU second: echo / Kestrel", 1.8, true, "", Ratio(RowCatalogue.Stream, echo, kestrel, Figure.MegabytesPerProcessorSecond)),
            AtMost("forwarding 64 bytes, 64 connections, CPU: forward / the best of the others", 0.95, OverBest(all, RowCatalogue.Echo, forward)),
            AtMost("forwarding 64 bytes, one connection, CPU: forward / the best of the others", 1, OverBest(all, RowCatalogue.Latency, forward)),
            AtMost("forwarding 256 KiB, CPU: forward / the best of the others", 0.9, OverBest(all, RowCatalogue.Stream, forward)),
            AtMost($"idle connection at {held}, resident memory", 15.1, Idle(RowCatalogue.IdleLong), "KiB"),
            AtMost($"idle connection at {held} with a client certificate, resident memory", 15.6, Idle(RowCatalogue.IdleMutualLong), "KiB"),
            AtMost("cost of a connection: the dearest step / the cheapest, from 1,000 on", 1.15, Flatness(result)),
            AtMost("start to the first client served", 600, all.Get(RowCatalogue.Start, echo, Figure.StartTime), "ms"),
            AtMost("live traffic in a storm, p99 above that without", StormExcess, StormExcessOf(all, echo), "ms"),
        ];
    }

    /// <summary>By what the 99th percentile of live traffic is higher in the storm, ms.</summary>
    public static Sample StormExcessOf(Measurements all, string server)
    {
        var key = RowCatalogue.Storm.Key;
        var excess = all.Get(key, server, Figure.P99).Less(all.Get(key, server, Figure.QuietP99));
        return new Sample(excess.Values.ToDictionary(each => each.Key, each => each.Value / 1000));
    }

    /// <summary>Processor time over that of the server with the least, by its median.</summary>
    internal static Sample OverBest(Measurements all, Row row, string server)
    {
        var best = Forwarders.Select(other => all.Get(row.Key, other, Figure.ProcessorTime)).Where(sample => !sample.IsEmpty).MinBy(sample => sample.Median);
        return best is null ? Sample.Of() : all.Get(row.Key, server, Figure.ProcessorTime).Over(best);
    }

    /// <summary>The dearest step of the long curve over the cheapest one.</summary>
    internal static Sample Flatness(ComparisonResult result)
    {
        if (result.LongMemoryCurves.FirstOrDefault(curve => !curve.WithCertificate) is not { } curve) return Sample.Of();
        var slopes = MemoryTable.StepCosts(curve).ToList();
        return slopes.Count < 2 ? Sample.Of() : Sample.Of(slopes.Max() / slopes.Min());
    }
}
