namespace ActorTls.Load.Scenarios.Client;

/// <summary>How many descriptors, and with them connections, this process may have.</summary>
public static unsafe class DescriptorLimit
{
    /// <summary>The soft limit (RLIMIT_NOFILE), which .NET sets to the hard one when it starts.</summary>
    public static long Read()
    {
        var limits = stackalloc ulong[2];
        if (ClientCalls.getrlimit(ClientCalls.RLIMIT_NOFILE, limits) != 0) throw new IOException("getrlimit of RLIMIT_NOFILE failed");
        return (long)Math.Min(limits[0], long.MaxValue);
    }
}
