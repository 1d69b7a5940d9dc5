using System.ComponentModel;

namespace ActorTls.Server;

/// <summary>Failures of the system around the server, which may come out of any call.</summary>
internal static class ForeseenFailure
{
    /// <summary>A sentence that describes the failure to the user; null when the failure was not foreseen.</summary>
    public static string? Describe(Exception failure)
    {
        for (var each = failure; each is not null; each = each.InnerException)
        {
            if (each is OutOfMemoryException)
                return "there is no memory left for what the server needs, or no further thread (ulimit -u and -v, TasksMax=, MemoryMax=)";
            if (IsOutOfDescriptors(each)) return "there are no descriptors left for what the server needs (ulimit -n, LimitNOFILE=)";
        }

        // A file or stream of the process itself, such as standard output. Failures of configured files are reported elsewhere, with their place.
        return failure is IOException and not FileNotFoundException ? failure.Message : null;
    }

    // The runtime has no type for it.
    private static bool IsOutOfDescriptors(Exception failure) =>
        (failure is Win32Exception { NativeErrorCode: 23 or 24 }) ||
        failure.Message.Contains("Too many open files", StringComparison.Ordinal);
}
