using ActorTls.Testing;

namespace ActorTls.Scenarios.Harness;

/// <summary>What scenarios ask of the event that a connection leaves behind.</summary>
internal static class ClosedConnections
{
    /// <summary>The peer ended it cleanly, and every byte that came went back.</summary>
    public static CapturedEvent AssertEchoed(this CapturedEvent closed, string version, long bytes, bool resumed)
    {
        Assert.Equal(
            ("peer-finished", "established", version, resumed, bytes, bytes),
            (closed.Reason, closed.Phase, closed.Fields["tls_version"], closed.Fields["resumed"],
                closed.Fields["bytes_in"], closed.Fields["bytes_out"]));
        return closed;
    }

    /// <summary>It ended for this reason, and not one application byte was taken or given.</summary>
    public static CapturedEvent AssertCarriedNothing(this CapturedEvent closed, string reason, string phase)
    {
        Assert.Equal(
            (reason, phase, 0L, 0L), (closed.Reason, closed.Phase, closed.Fields["bytes_in"], closed.Fields["bytes_out"]));
        return closed;
    }
}
